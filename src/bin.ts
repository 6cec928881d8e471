#!/usr/bin/env node
import module from 'node:module';

// Node 22.8 and later keep compiled code between runs; earlier ones have no such function.
const cache: unknown = Reflect.get(module, 'enableCompileCache');
if (typeof cache === 'function') cache.call(module);

async function run(): Promise<void> {
  const { main } = await import('./cli/main.ts');
  const { processStdio } = await import('./cli/stdio.ts');
  process.exitCode = await main(process.argv.slice(2), processStdio());
}
void run();
