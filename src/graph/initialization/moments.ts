/** What a sample of weights shows of the distribution that they were drawn from. */
export interface Moments {
  readonly count: number;
  readonly mean: number;
  readonly deviation: number;
  /** Excess kurtosis: 0 for a normal distribution, −1.2 for a uniform one. */
  readonly kurtosis: number;
  /** Largest magnitude. */
  readonly largest: number;
}

export function momentsOf(values: Float64Array): Moments {
  const count = values.length;
  let mean = 0;
  let largest = 0;
  for (const value of values) {
    mean += value;
    const magnitude = Math.abs(value);
    if (magnitude > largest) largest = magnitude;
  }
  mean /= count;
  let [second, fourth] = [0, 0];
  for (const value of values) {
    const square = (value - mean) ** 2;
    second += square;
    fourth += square * square;
  }
  const variance = second / count;
  const kurtosis = variance === 0 ? 0 : fourth / count / (variance * variance) - 3;
  return { count, mean, deviation: Math.sqrt(variance), kurtosis, largest };
}
