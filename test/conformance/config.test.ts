/** Site-configs whose outcome was recorded with the program whose behaviour is kept; see ../shared/conformance/README.md. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { faultsOf, mergeValues } from '../../src/graph/guest-values.ts'
import { isMapping } from '../../src/manifest/document.ts'
import { load } from '../unit/config/fixtures.ts'

const path = new URL('../../../shared/conformance/config.json', import.meta.url)

interface Case {
  readonly id: string
  readonly title: string
  readonly input: {
    readonly files: Readonly<Record<string, string>>
    readonly call: Readonly<Record<string, unknown>> & { readonly op: string }
  }
  readonly oracle: { readonly ok: boolean; readonly value?: unknown; readonly error?: { readonly phrase?: string } }
  readonly advice: { readonly stance: 'same' | 'stricter' | 'clean-error' | 'fix' | 'free'; readonly why?: string }
}

/** What this program makes of a call: the fields that it has, named as the oracle names them, or why it refuses. */
type Outcome = { readonly value: unknown } | { readonly refused: string }

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const from = { file: 'call', line: 1, column: 1 }

const ops: Readonly<Record<string, (input: Case['input']) => Promise<Outcome>>> = {
  async hosts({ files }) {
    const { config } = await load(files)
    return { value: [...new Set([...config.hostNames, ...config.sshOnlyHostNames])].toSorted() }
  },

  async list_presets({ files }) {
    return { value: (await load(files)).config.presetNames }
  },

  async host({ files, call }) {
    const { config, problems } = await load(files)
    const [problem] = problems
    if (problem) return { refused: problem.message }
    const lookup = config.host(text(call['name']), from)
    if (!lookup.ok) return { refused: lookup.problem.message }
    const { name, apiEndpoint, apiToken } = lookup.value
    const { vm_user, dns_servers } = config.site.defaults
    return {
      value: {
        name,
        api_endpoint: apiEndpoint,
        api_token: config.secret(`api_tokens.${apiToken}`) ?? '',
        vm_user,
        dns_servers,
        is_host_only: false,
      },
    }
  },

  async vm({ files, call }) {
    const { config, problems } = await load(files)
    const instance = isMapping(call['instance']) ? call['instance'] : {}
    const given = (key: string) => (typeof instance[key] === 'string' ? instance[key] : null)
    const lookup = given('preset') === null ? undefined : config.preset(text(instance['preset']), from)
    const [problem] = [...problems, ...(lookup && !lookup.ok ? [lookup.problem] : [])]
    if (problem) return { refused: problem.message }
    const preset = lookup?.ok ? lookup.value : {}
    const own = {
      disk: typeof instance['disk'] === 'number' ? instance['disk'] : null,
      image: given('image'),
      ip: given('ip'),
      gateway: given('gateway'),
    }
    const values = mergeValues(own, preset, config.site.defaults)
    const [fault] = faultsOf(values)
    if (fault) return { refused: `${text(instance['name'])}: ${fault.message}` }
    const { packages: _, ...record } = values
    return { value: { name: instance['name'], vmid: instance['vmid'] ?? call['default_vmid'], ...record } }
  },
}

/**
 * What the outcome has to be. Of a value only the fields that we have: the others belong to what is not built yet.
 * Of a refusal only that it names what the recorded one puts in quotes.
 */
function expected({ oracle, advice }: Case, outcome: Outcome): Outcome {
  if (advice.stance !== 'same' || !oracle.ok) {
    const phrase = advice.stance === 'same' ? (oracle.error?.phrase ?? '') : ''
    const names = [...phrase.matchAll(/'([^']+)'/g)].map(([, name]) => name ?? '')
    const isRight = 'refused' in outcome && names.every((name) => outcome.refused.includes(name))
    return isRight ? outcome : { refused: `a message that names: ${names.join(', ')}` }
  }
  const mine = 'value' in outcome ? outcome.value : undefined
  if (!isMapping(oracle.value) || !isMapping(mine)) return { value: oracle.value }
  return { value: Object.fromEntries(Object.entries(oracle.value).filter(([key]) => key in mine)) }
}

if (!existsSync(path))
  console.warn('SKIPPED: ../shared/conformance/config.json is not there, so no recorded case is compared')

describe.skipIf(!existsSync(path))('recorded site-configs', () => {
  const cases: readonly Case[] = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).cases : []
  const here = cases.filter(({ input }) => input.call.op in ops)
  const counted = here.filter(({ advice }) => ['same', 'stricter', 'clean-error'].includes(advice.stance))
  const waiting = cases.length - here.length
  console.info(
    `config cases: ${counted.length} compared, ${here.length - counted.length} for a person to read, ${waiting} wait for what they call`,
  )

  test.each(counted.map((entry) => [`${entry.id} ${entry.input.call.op}: ${entry.title}`, entry] as const))(
    '%s',
    async (_, entry) => {
      const outcome = (await ops[entry.input.call.op]?.(entry.input)) ?? { refused: 'no such call' }
      expect(outcome).toEqual(expected(entry, outcome))
    },
  )
})
