/** Updates over which the average forgets: 1/(1 − d). */
export const memory = (decay: number): number => 1 / (1 - decay);
