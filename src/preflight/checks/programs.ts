/** Whether this machine has the programs that the selection asks for. */
import type { NodeType } from '../../manifest/manifest.ts'
import { fine, problem, warning, type Finding } from '../finding.ts'
import { named } from '../planned.ts'

export interface ProgramUser {
  readonly key: string
  readonly type: NodeType
  readonly provisioner: 'api' | 'tofu'
  readonly spec?: string
}

interface Program {
  readonly name: string
  readonly why: string
  readonly isUsed: (node: ProgramUser) => boolean
  /** Without it nothing of the node is done. */
  readonly vital: boolean
  readonly fix: string
}

const programs: readonly Program[] = [
  {
    name: 'tofu',
    why: 'made by OpenTofu',
    isUsed: ({ provisioner }) => provisioner === 'tofu',
    vital: true,
    fix: 'install OpenTofu (https://opentofu.org/docs/intro/install), or leave `provisioner: tofu` out',
  },
  {
    name: 'ansible-playbook',
    why: 'configured with a spec',
    isUsed: ({ spec }) => spec !== undefined,
    vital: false,
    fix: 'apt install ansible-core',
  },
  {
    name: 'ssh',
    why: 'reached over SSH',
    isUsed: ({ spec, type }) => spec !== undefined || type === 'pve',
    vital: false,
    fix: 'apt install openssh-client',
  },
  { name: 'git', why: 'given code', isUsed: ({ type }) => type === 'pve', vital: false, fix: 'apt install git' },
]

/** Names that `checkPrograms` may ask about. */
export const programNames = programs.map(({ name }) => name)

/** Its path, or why there is none. */
export type FoundProgram = string | { readonly missing: string }

export function checkPrograms(
  nodes: readonly ProgramUser[],
  found: ReadonlyMap<string, FoundProgram>,
): readonly Finding[] {
  const place = { check: 'programs', host: null } as const
  return programs.flatMap(({ name, why, isUsed, vital, fix }) => {
    const users = nodes.filter(isUsed).map(({ key }) => key)
    if (users.length === 0) return []
    const program = found.get(name) ?? { missing: `${name} is not installed here` }
    if (typeof program === 'string') return [fine(place, `${name} is ${program}`)]
    const message = `${program.missing}: ${named(users)} ${users.length === 1 ? 'is' : 'are'} ${why}`
    return [vital ? problem(place, 'Held', message, fix) : warning(place, message, fix)]
  })
}
