/** Where the seed system kept what its OpenTofu made, on this machine. Nothing there is ever written. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Ports } from '../reconciler/engine.ts'
import { seedVmid } from '../steps/tofu/seed-state.ts'
import type { Io } from './io.ts'
import { stateDirOf } from './output.ts'

/** Its root is HOMESTAK_ROOT, else the home folder; its older versions kept states in the folder of the driver. */
export function seedGuests(io: Io, options: { readonly state?: string }): NonNullable<Ports['seedGuest']> {
  const root = resolve(io.cwd, io.env['HOMESTAK_ROOT'] || io.home)
  const folders = [
    join(stateDirOf(io, options), 'tofu'),
    join(root, '.state/tofu'),
    join(root, 'iac/iac-driver/.states'),
  ].filter((folder) => existsSync(folder))
  return ({ manifest, node, host }) => {
    for (const folder of folders) {
      const file = join(folder, manifest, `${node}-${host}`, 'terraform.tfstate')
      const vmid = vmidIn(file)
      if (vmid !== undefined) return { vmid, file }
    }
    return undefined
  }
}

/** What cannot be read says nothing: the node's own vmid can be declared instead. */
function vmidIn(file: string): number | undefined {
  try {
    return seedVmid(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
