/** `settings.notifications` of site.yaml: what is read, and what is refused where. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { formatProblem } from '../../../src/manifest/problem.ts'
import { groups } from '../../../src/notify/groups.ts'
import { load, siteTexts } from './fixtures.ts'

const withRules = (...rules: readonly string[]) =>
  load({
    ...siteTexts,
    'site.yaml': ['id: lab', 'settings:', '  notifications:', ...rules.map((rule) => `    - ${rule}`), ''].join('\n'),
  })
const problemsOf = async (...rules: readonly string[]) => (await withRules(...rules)).problems.map(formatProblem)

describe('notifications', () => {
  test('are none unless they are declared', async () => {
    expect((await load(siteTexts)).config.site.notifications).toEqual([])
  })

  test('go to a webhook, with a secret or without, or to a command', async () => {
    const { config, problems } = await withRules(
      '{ on: [failed, held], webhook: "https://chat.example/hook" }',
      '{ on: [all], webhook: "http://[::1]:8080/", secret: auth.signing_key, header: X-Token, hosts: [hv0] }',
      '{ on: [Ready], command: [/usr/bin/tell, "-q"], manifests: [shop, db] }',
    )
    expect(problems).toEqual([])
    expect(config.warnings).toEqual([])
    expect(config.site.notifications).toEqual([
      {
        on: ['failed', 'held'],
        to: { kind: 'webhook', url: 'https://chat.example/hook', secret: null, header: null },
        hosts: [],
        manifests: [],
      },
      {
        on: ['all'],
        to: { kind: 'webhook', url: 'http://[::1]:8080/', secret: 'auth.signing_key', header: 'X-Token' },
        hosts: ['hv0'],
        manifests: [],
      },
      { on: ['Ready'], to: { kind: 'command', argv: ['/usr/bin/tell', '-q'] }, hosts: [], manifests: ['shop', 'db'] },
    ])
  })

  const hook = 'webhook: "https://a.example/"'
  test.each([
    [
      `{ on: [faild], ${hook} }`,
      "/cfg/site.yaml:4:14: settings.notifications[0].on[0] 'faild'",
      "did you mean 'failed'?",
    ],
    [`{ on: [ready], ${hook} }`, ':4:14: settings.notifications[0].on[0]', "did you mean 'Ready'?"],
    [`{ on: [], ${hook} }`, ':4:13: settings.notifications[0].on is empty', 'list at least one'],
    [`{ ${hook} }`, ':4:7: settings.notifications[0]: on is missing', ''],
    [`{ on: failed, ${hook} }`, ':4:13: settings.notifications[0].on must be a list', ''],
    ['{ on: [all] }', ':4:7: settings.notifications[0] has neither webhook nor command', 'add webhook: URL'],
    [`{ on: [all], ${hook}, command: [x] }`, ':4:7: settings.notifications[0] has both', 'make two rules'],
    ['{ on: [all], webhook: "ftp://a" }', ":4:29: settings.notifications[0].webhook 'ftp://a'", 'an http or https URL'],
    ['{ on: [all], webhook: "http://:x" }', ":4:29: settings.notifications[0].webhook 'http://:x' is no URL", ''],
    ['{ on: [all], command: tell }', ':4:29: settings.notifications[0].command must be a list', ''],
    ['{ on: [all], command: [""] }', ':4:29: settings.notifications[0].command has no program', ''],
    ['{ on: [all], webhok: x }', ":4:20: settings.notifications[0]: unknown field 'webhok'", "did you mean 'webhook'?"],
    ['{ on: [all], command: [x], secret: auth.a }', ':4:42: settings.notifications[0].secret is for a webhook', ''],
    [`{ on: [all], ${hook}, header: X-A }`, '.header has no secret to carry', 'name one with secret:'],
    [
      `{ on: [all], ${hook}, secret: auth.signing_kay }`,
      "there is no 'auth.signing_kay' in secrets.yaml",
      "did you mean 'auth.signing_key'?",
    ],
  ])('refuse %s', async (rule, said, hinted) => {
    const all = (await problemsOf(rule)).join('\n')
    expect(all).toContain(said)
    expect(all).toContain(hinted)
  })

  test('point at the rule that is wrong, also behind another that is', async () => {
    expect(await problemsOf('{ on: [all] }', `{ on: [all], ${hook}, secret: auth.none }`)).toEqual([
      expect.stringContaining(':4:7: settings.notifications[0] has neither'),
      expect.stringMatching(/:5:\d+: settings\.notifications\[1\]\.secret: there is no 'auth\.none'/),
    ])
  })

  test('warn of a host that there is none of, whose events will never come', async () => {
    const { config, problems } = await withRules(`{ on: [all], ${hook}, hosts: [hv9] }`)
    expect(problems).toEqual([])
    expect(config.warnings).toEqual([expect.stringContaining("there is no 'hv9' in nodes/ (did you mean 'hv0'?)")])
  })
})

test('every reason that is told, and every group, can be asked for', () => {
  const root = join(import.meta.dirname, '../../..')
  const texts = globSync('src/reconciler/**/*.ts', { cwd: root }).map((path) => readFileSync(join(root, path), 'utf8'))
  // tell('StepDone', …), tell(identity, gone ? 'Destroyed' : 'Released', …)
  const call = /\btell\w*\(\s*(?:(?:\{[^}]*\}|[\w.?]+),\s*)?(?:\w+\s*\?\s*)?'([A-Z]\w+)'(?:\s*:\s*'([A-Z]\w+)')?/g
  const reasons = texts.flatMap((text) => [...text.matchAll(call)].flatMap(([, one = '', other = one]) => [one, other]))
  const documents = readFileSync(join(root, 'src/reconciler/documents.ts'), 'utf8')
  const outcomes = [...(/NodeOutcome =([^]*?)\n\n/.exec(documents)?.[1]?.matchAll(/'(\w)(\w+)'/g) ?? [])]
  const endings = outcomes.map(([, first = '', rest]) => `${first.toUpperCase()}${rest}`)
  const wanted = new Set([...groups, ...reasons, ...endings].filter((reason) => reason !== 'Progress'))
  expect(wanted.size).toBeGreaterThan(20)
  const listed = /"enum": \[\s*("all",[^\]]*)\]/.exec(readFileSync(join(root, 'schemas/site.schema.json'), 'utf8'))?.[1]
  expect(new Set(JSON.parse(`[${listed}]`))).toEqual(wanted)
})
