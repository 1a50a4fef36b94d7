import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Bytes of the files in a folder, one after the other: a hundred thousand of them must not keep others from the disk. 0 where there is none. */
export async function folderBytes(folder: string): Promise<number> {
  let sum = 0
  for (const name of await readdir(folder).catch(() => [])) {
    const file = await stat(join(folder, name)).catch(() => undefined) // gone meanwhile
    sum += file?.size ?? 0
  }
  return sum
}
