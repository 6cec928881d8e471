import { expect, it } from 'vitest';
import { configJsonSchema } from '../../src/config/shape.ts';

it('publishes the schema of the configuration', async () => {
  const text = `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('../../schemas/config.schema.json');
});
