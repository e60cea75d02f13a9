/** The programs that this machine has. */
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import type { Io } from './io.ts'

/** By name, with their paths; those that PATH does not lead to are left out. */
export function findPrograms({ env }: Pick<Io, 'env'>, names: readonly string[]): ReadonlyMap<string, string> {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(isAbsolute)
  return new Map(
    names.flatMap((name) => {
      const found = folders.map((folder) => join(folder, name)).find(isProgram)
      return found === undefined ? [] : [[name, found] as const]
    }),
  )
}

export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
