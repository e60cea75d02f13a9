/** OpenTofu as this machine has it: named with --tofu, else found on PATH. */
import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { join, resolve } from 'node:path'
import type { TofuTools } from '../steps/tofu/tools.ts'
import type { Io } from './io.ts'
import { findPrograms, isProgram } from './local-programs.ts'
import { stateDirOf } from './output.ts'

export interface TofuOptions {
  readonly tofu?: string
  readonly state?: string
}

/** Handed on where the user has them: by these a download of the provider goes, and `tofu` finds its configuration. */
const handedOn = [
  'PATH',
  'TF_CLI_CONFIG_FILE',
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]),
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
]

/** Only on Linux can a Go program be told which certificate to trust; the gate is on this machine, and has its own token. */
const elsewhere = process.platform === 'linux' ? [] : [['PROXMOX_VE_INSECURE', 'true']]

const moduleOf = (type: string) => join(import.meta.dirname, '../../controllers', type, 'tofu/module')

export function tofuTools(io: Io, options: TofuOptions, site: string): TofuTools {
  const { env, cwd } = io
  const given = handedTo(env)
  return {
    program: options.tofu === undefined ? found(io) : named(resolve(cwd, options.tofu)),
    askVersion: (program) =>
      new Promise((resolve) => {
        execFile(program, ['version', '-json'], { env: given, timeout: 30_000 }, (_, out) => resolve(out))
      }),
    modules: { guest: moduleOf('vm'), network: moduleOf('network') },
    dir: join(stateDirOf(io, options), site, 'tofu'),
    env: given,
    signalGroup(group, signal) {
      try {
        return process.kill(-group, signal)
      } catch {
        return false
      }
    },
  }
}

const handedTo = (env: Io['env']): TofuTools['env'] =>
  Object.fromEntries([
    ...elsewhere,
    ...handedOn.flatMap((name) => {
      const value = env[name]
      return value && (name !== 'TF_CLI_CONFIG_FILE' || isThere(value)) ? [[name, value]] : []
    }),
  ])

const named = (program: string): TofuTools['program'] =>
  isProgram(program) ? program : { missing: `${program} ${isThere(program) ? 'is no program' : 'does not exist'}` }

const found = (io: Io): TofuTools['program'] =>
  findPrograms(io, ['tofu']).get('tofu') ?? { missing: 'OpenTofu (the program tofu) was not found on PATH' }

function isThere(path: string): boolean {
  try {
    accessSync(path, constants.R_OK)
    return true
  } catch {
    return false
  }
}
