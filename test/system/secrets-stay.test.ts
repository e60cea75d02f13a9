/** Every command over a site-config of marked secrets: none of them is found in anything written, sent or shown. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { request } from 'undici'
import { describe, expect, test } from 'vitest'
import { buildProgram } from '../../src/cli/program.ts'
import { processIo } from '../../src/cli/process-io.ts'
import { until, write } from './processes.ts'
import { scene, secrets, type Scene } from './secrets-scene.ts'

function expectNothingIn(text: string, { forms }: Pick<Scene, 'forms'>, where: string): void {
  const joined = text.replaceAll(/\s/g, '')
  const found = [...forms].flatMap(([what, form]) =>
    [[text, form] as const, [joined, form.replaceAll(/\s/g, '')] as const].flatMap(([all, one]) => {
      const at = all.indexOf(one)
      return at < 0 ? [] : [`${what}: ${all.slice(Math.max(0, at - 80), at + one.length)}`]
    }),
  )
  expect(found, where).toEqual([])
}

/** All files below, but those that secrets belong in. */
function filesBelow(dir: string, except: (path: string) => boolean): readonly string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((path) => join(dir, path))
    .filter((path) => !except(path) && statSync(path).isFile())
}

const leaves = (command: Command, path: readonly string[] = []): readonly string[] =>
  command.commands.length > 0
    ? command.commands.flatMap((child) => leaves(child, [...path, child.name()]))
    : [path.join(' ')]

/** What each command is called with, in an order in which each has something to do. */
const calls: readonly (readonly [string, string])[] = [
  ['manifest validate', 'manifest validate bad manifests'],
  ['config show', 'config show manifests -H sim --origin'],
  ['preflight', 'preflight manifests -H sim'],
  ['preflight', 'preflight manifests -H wrong'],
  ['preflight', 'preflight manifests -H dead'],
  ['graph', 'graph bad manifests'],
  ['diff', 'diff manifests -H sim'],
  ['diff', 'diff manifests -H wrong'],
  ['diff', 'diff bad -H sim'],
  ['image list', 'image list --all-hosts'],
  ['image fetch', 'image fetch other -H sim'],
  ['image verify', 'image verify -H sim'],
  ['image remove', 'image remove debian-12 -H sim'],
  ['reconcile', 'reconcile manifests -H sim --timeout 60'],
  ['reconcile', 'reconcile manifests -H sim --timeout 60'],
  ['reconcile', 'reconcile bad -H sim'],
  ['reconcile', 'reconcile manifests -H wrong --timeout 3 --skip-preflight'],
  ['reconcile', 'reconcile manifests -H dead --timeout 3 --skip-preflight'],
  ['status', 'status --fresh'],
  ['status', `status ${secrets.github}`],
  ['events', 'events'],
  ['destroy', 'destroy --all --yes --max-destroy 9 -H sim'],
  ['site validate', 'site validate'],
  ['site encrypt', 'site encrypt'],
  ['site hooks', 'site hooks'],
  ['site init', 'site init 127.0.0.1:1 --yes'],
  ['service install', 'service install manifests --user --dry-run'],
  ['service status', 'service status --user'],
  ['service remove', 'service remove --user --dry-run'],
]

/** They have no site-config, or are there to show a secret. */
const apart = ['sim', 'demo', 'completion', 'complete', 'site decrypt']

test('every command is looked at', () => {
  const called = new Set(calls.map(([command]) => command))
  expect([...called, ...apart].toSorted()).toEqual(leaves(buildProgram(processIo, () => undefined)).toSorted())
})

describe('no secret', () => {
  test.each(['', ' --verbose --json-output'])(
    'is written, sent or shown by any command%s',
    async (option) => {
      const set = await scene()
      const { dir, start, posted } = set
      const codes = new Map<string, number | null>()
      for (const [, call] of calls) {
        const ended = await start(`${call}${option}`.split(' ')).ended
        codes.set(call, ended.code)
        expectNothingIn(ended.out, set, `stdout of ${call}`)
        expectNothingIn(ended.err, set, `stderr of ${call}`)
      }
      // They did what they are called for, and failed where they had to.
      expect(Object.fromEntries(codes)).toMatchObject({
        'reconcile manifests -H sim --timeout 60': 0,
        'reconcile bad -H sim': 3,
        'diff manifests -H wrong': 5,
        'preflight manifests -H dead': 4,
        'site validate': 0,
      })
      const isOurs = (path: string) =>
        path.startsWith(join(dir, 'bad')) || path.endsWith('/faults.yaml') || path.endsWith('/children')
      for (const path of filesBelow(dir, isOurs)) expectNothingIn(readFileSync(path, 'latin1'), set, path)
      expectNothingIn(readFileSync(join(dir, 'children'), 'latin1'), set, 'a program that was started')
      for (const { text } of posted) expectNothingIn(text, set, 'a notification')
    },
    240_000,
  )

  test('is written, sent or shown by a run that stays', async () => {
    const set = await scene()
    const { dir, posted } = set
    const words = 'reconcile manifests -H sim --watch --verbose --metrics 127.0.0.1:0 --skip-preflight'
    const { child, ended } = set.start(words.split(' '))
    let said = ''
    child.stderr.on('data', (chunk) => (said += chunk))
    await until(async () => /shop\/a\S*  Ready/.test(said))
    write(dir, { 'manifests/slip.yaml': readFileSync(join(dir, 'bad/slip.yaml'), 'utf8') })
    await until(async () => said.includes('slip.yaml'))
    const { body } = await request(/http:\S+metrics/.exec(said)?.[0] ?? '')
    const metrics = await body.text()
    child.kill('SIGTERM')
    const { code, out, err } = await ended
    expect(code).toBe(0)
    expect(posted.length).toBeGreaterThan(0)
    expect(new Set(posted.map(({ authorization }) => authorization))).toEqual(new Set([`Bearer ${secrets.chat}`]))
    for (const { text } of posted) expectNothingIn(text, set, 'a notification')
    expectNothingIn(metrics, set, 'metrics')
    expectNothingIn(out + err, set, 'the output')
    for (const path of filesBelow(join(dir, 'state'), () => false)) {
      expectNothingIn(readFileSync(path, 'latin1'), set, path)
    }
  }, 120_000)
})
