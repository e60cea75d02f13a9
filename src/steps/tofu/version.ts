/** Which OpenTofu there is, and why it will not do. */
import { HomestakError } from '../../errors.ts'
import type { TofuTools } from './tools.ts'

const oldest = [1, 8, 0]

type Asked = Pick<TofuTools, 'program' | 'askVersion'>
type Found = { readonly version: string } | { readonly unfit: string }

/** e.g. `1.12.6`. Throws MissingTool where OpenTofu is not there, or too old. */
export async function versionOf(tools: Asked): Promise<string> {
  const found = await find(tools)
  if ('unfit' in found) throw missingTool(found.unfit)
  return found.version
}

/** Why nothing can be done with it; undefined where it will do. */
export async function whyUnfit(tools: Asked): Promise<string | undefined> {
  const found = await find(tools)
  return 'unfit' in found ? found.unfit : undefined
}

export const missingTool = (what: string): HomestakError =>
  new HomestakError({
    code: 'MissingTool',
    message: `${what}; nodes with provisioner: tofu need OpenTofu ${oldest.join('.')} or later`,
    hint: 'install it (https://opentofu.org/docs/intro/install), or name the program with --tofu, or leave out provisioner: tofu',
  })

const known = new Map<string, Promise<Found>>()

/** One that will do is asked once; another may be a newer one the next time. */
async function find({ program, askVersion }: Asked): Promise<Found> {
  if (typeof program !== 'string') return { unfit: program.missing }
  const asked = known.get(program) ?? askVersion(program).then((text) => judge(program, text))
  known.set(program, asked)
  const found = await asked
  if ('unfit' in found) known.delete(program)
  return found
}

function judge(program: string, text: string): Found {
  const [, version] = /"terraform_version":\s*"(\d+\.\d+\.\d+[^"]*)"/.exec(text) ?? []
  if (version === undefined) return { unfit: `${program} is no OpenTofu: it does not tell its version` }
  const parts = version.split('.').map((part) => Number.parseInt(part, 10))
  const differing = oldest.findIndex((part, index) => parts[index] !== part)
  const isOld = differing !== -1 && !((parts[differing] ?? 0) > (oldest[differing] ?? 0))
  return isOld ? { unfit: `${program} is version ${version}` } : { version }
}
