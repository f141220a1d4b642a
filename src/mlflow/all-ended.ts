/** Like `Promise.all`, but nothing goes on in the background when it fails: it waits for all of them first. */
export async function allEnded<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
