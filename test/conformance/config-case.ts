/** What this program makes of a recorded case about a site-config. */
import { tofuVariables } from '../../controllers/vm/tofu/variables.ts'
import { claimsOf, mintToken } from '../../src/config/provisioning-token.ts'
import type { Preset, SiteConfig } from '../../src/config/site-config.ts'
import { serverPort } from '../../src/config/server-port.ts'
import { targetOf } from '../../src/config/target.ts'
import { postureVariables } from '../../src/config/variables.ts'
import { HomestakError } from '../../src/errors.ts'
import { faultsOf, mergeValues } from '../../src/graph/guest-values.ts'
import { isMapping } from '../../src/manifest/document.ts'
import { formatProblem } from '../../src/manifest/problem.ts'
import type { Position, Problem } from '../../src/manifest/manifest.ts'
import { load } from '../unit/config/fixtures.ts'
import { filesOf, type Outcome, type Recorded } from './recorded.ts'

type Call = Readonly<Record<string, unknown>>

const from: Position = { file: 'call', line: 1, column: 1 }
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
/** The time at which the cases were recorded, and who recorded them. */
const now = 1_700_000_000
const user = 'op'

const refuse = (problem: Problem | undefined): never => {
  throw new HomestakError({ code: 'InvalidSiteConfig', message: problem ? formatProblem(problem) : 'no' })
}

const found = <Value>(lookup: { ok: true; value: Value } | { ok: false; problem: Problem }): Value =>
  lookup.ok ? lookup.value : refuse(lookup.problem)

interface Guest {
  readonly name: string
  readonly own: Preset
  readonly presetName: string
}

/** As the resolver does it for a node of a manifest, but for sizes that may be left out here. */
function merged(config: SiteConfig, { name, own, presetName }: Guest) {
  const preset = presetName === '' ? {} : found(config.preset(presetName, from))
  const values = mergeValues({ own, path: [], preset, presetName, defaults: config.site.defaults })
  const [fault] = faultsOf(values)
  if (fault) refuse({ ...from, message: `node '${name}': ${fault.message}` })
  return Object.fromEntries(Object.entries(values).flatMap(([field, by]) => (by ? [[field, by.value]] : [])))
}

const ops: Readonly<Record<string, (config: SiteConfig, call: Call, env: Call) => unknown>> = {
  hosts: ({ hostNames, sshOnlyHostNames }) => [...hostNames, ...sshOnlyHostNames].toSorted(),
  list_presets: ({ presetNames }) => presetNames,
  list_postures: ({ postureNames }) => postureNames,
  server_port: (_, { url }) => serverPort(text(url)),

  host(config, { name }) {
    const target = found(targetOf(config, text(name), from, user))
    const { vm_user, dns_servers, server_url = '' } = config.site.defaults
    const { release, repository } = config.site.images
    return {
      name: target.name,
      api_endpoint: target.api?.endpoint.value ?? '',
      api_token: (target.api && config.secret(target.api.token.value.$secret)) ?? '',
      ssh_host: target.sshHost.value,
      host_user: target.hostUser.value,
      is_host_only: target.api === undefined,
      vm_user,
      dns_servers,
      server_url,
      image_release: release,
      image_release_repo: repository,
    }
  },

  vm(config, { instance, default_vmid }) {
    const given = isMapping(instance) ? instance : {}
    const { name, vmid, preset, ...own } = given
    return { name, vmid: vmid ?? default_vmid, ...merged(config, { name: text(name), own, presetName: text(preset) }) }
  },

  ansible(config, { posture }) {
    const name = text(posture)
    const keys = Object.values(config.sshKeys)
    return postureVariables(name, found(config.posture(name, from)), config.site.defaults, keys)
  },

  tofu(config, call, env) {
    const host = found(config.host(text(call['node']), from))
    refuseDangling(config, host.file)
    if (!call['vm_preset']) refuse({ ...from, message: `node '${text(call['vm_name'])}' has no preset` })
    const name = text(call['vm_name'])
    const own = call['image'] ? { image: text(call['image']) } : {}
    const values = merged(config, { name, own, presetName: text(call['vm_preset']) })
    const serverUrl = text(env['HOMESTAK_SERVER']) || (config.site.defaults.server_url ?? '')
    const bootScenario = text(call['boot_scenario'])
    const claims = claimsOf({ node: name, serverUrl, spec: text(call['spec']), bootScenario })
    const { bridge } = values
    return tofuVariables({
      host,
      defaults: config.site.defaults,
      apiToken: config.secret(`api_tokens.${host.apiToken}`) ?? '',
      rootPassword: config.secret('passwords.vm_root') ?? '',
      sshKeys: Object.values(config.sshKeys),
      sshPrivateKeyFile: '$HOME/.ssh/id_rsa',
      serverUrl,
      guest: {
        name,
        ...(typeof call['vmid'] === 'number' ? { vmid: call['vmid'] } : {}),
        ...values,
        bridge: text(bridge),
        boot_scenario: bootScenario,
        auth_token: claims ? mintToken(claims, config.secret('auth.signing_key') ?? '', now) : '',
      },
    })
  },
}

/** Names are those of files, whatever stands in them. */
const isOfNames = (op: string): boolean => op === 'hosts' || op.startsWith('list_')

/** What is used must not lead nowhere. */
function refuseDangling({ dangling }: SiteConfig, file: string): void {
  const used = dangling.find((problem) => problem.file === file)
  if (used) refuse(used)
}

/** Fields of a guest that the module and the resolver know; others are for people. */
const known = new Set(
  'name vmid image cores memory disk bridge ip gateway packages boot_scenario auth_token'.split(' '),
)
const guestOf = (value: unknown): unknown =>
  isMapping(value) ? Object.fromEntries(Object.entries(value).filter(([field]) => known.has(field))) : value

/** The recorded result, without what nobody can compare. */
export function comparable(given: Recorded): Recorded {
  const { value } = given.oracle
  const { op } = callOf(given)
  if (op === 'vm') return { ...given, oracle: { ...given.oracle, value: guestOf(value) } }
  if (!isMapping(value)) return given
  // The image that is fetched where none is named has no place here: a node names its image.
  const { packer_image: _, vms, ...rest } = value
  const guests = Array.isArray(vms) ? { vms: vms.map(guestOf) } : {}
  return { ...given, oracle: { ...given.oracle, value: { ...rest, ...guests } } }
}

const callOf = ({ input }: Recorded): Call => (isMapping(input['call']) ? input['call'] : {})

export async function answer(given: Recorded): Promise<Outcome | undefined> {
  const call = callOf(given)
  const op = ops[text(call['op'])]
  if (!op) return undefined
  const env = isMapping(given.input['env']) ? given.input['env'] : {}
  const { config, problems } = await load(filesOf(given))
  const [problem] = isOfNames(text(call['op'])) ? [] : problems
  if (problem) return { ok: false, message: formatProblem(problem) }
  try {
    return { ok: true, fields: { value: op(config, call, env) } }
  } catch (error) {
    if (!(error instanceof HomestakError)) throw error
    return { ok: false, message: error.message }
  }
}
