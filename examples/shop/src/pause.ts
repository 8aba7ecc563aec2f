/** Stands for work that takes time, or for a customer who takes his. */
export const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds))
