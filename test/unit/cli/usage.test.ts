/** The words of a command line: what is understood, and how the rest is refused. */
import { describe, expect, test } from 'vitest'
import { homestak } from './fake-io.ts'

describe('help', () => {
  test('without a word lists the commands', async () => {
    const { code, out, err } = await homestak([])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    for (const verb of ['reconcile', 'diff', 'destroy', 'status', 'events', 'graph', 'manifest', 'sim', 'demo'])
      expect(out).toMatch(new RegExp(`^  ${verb} `, 'm'))
    expect(out).not.toContain('complete ')
  })

  test.each([
    [
      'reconcile',
      [
        '--host',
        '--manifest',
        '--node',
        '--dry-run',
        '--yes',
        '--max-destroy',
        '--replace',
        '--on-error',
        '--concurrency',
        '--timeout',
        '--wait',
      ],
    ],
    ['diff', ['--host', '--manifest', '--node', '--exit-code', '--manifest-file', '--manifest-json']],
    ['destroy', ['--manifest', '--all', '--host', '--yes', '--max-destroy']],
    ['status', ['--watch', '--fresh', '--orphans']],
    ['events', ['--follow', '--since', '--limit', '--warnings']],
    ['graph', ['--format']],
    ['sim', ['--listen', '--seed', '--speed', '--data', '--write-site-config']],
    ['demo', []],
  ])('of %s names its options and those that all have', async (verb, options) => {
    const { code, out } = await homestak([verb, '--help'])
    expect(code).toBe(0)
    for (const option of [...options, '--site-config', '--state', '--json-output', '--verbose', '--no-color', '--help'])
      expect(out).toContain(option)
  })

  test('of manifest validate names the sources of manifests', async () => {
    const { out } = await homestak(['manifest', 'validate', '--help'])
    for (const option of ['--manifest', '--manifest-file', '--manifest-json', '--verbose'])
      expect(out).toContain(option)
  })

  test('the version is that of the package', async () => {
    expect((await homestak(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

describe('what cannot be understood ends with 2 and nothing on stdout', () => {
  test.each([
    [['reconsile'], 'Did you mean reconcile?'],
    [['diff', '--exitcode'], 'Did you mean --exit-code?'],
    [['diff', '-M'], 'argument missing'],
    [['reconcile', '--max-destroy', '-1'], 'whole number from 0'],
    [['reconcile', '--max-destroy', '1e3'], 'whole number from 0'],
    [['reconcile', '--concurrency', '0'], 'whole number from 1'],
    [['reconcile', '--timeout', '0'], 'above zero'],
    [['reconcile', '--on-error', 'ignore'], 'stop, rollback, continue'],
    [['graph', '--format', 'png'], 'tree, dot, mermaid, json'],
    [['events', 'a/b', 'c'], 'too many arguments'],
    [['sim', '--listen', 'here'], 'no ADDR:PORT'],
    [['sim', '--listen', '127.0.0.1:70000'], 'no ADDR:PORT'],
    [['destroy'], 'destroy what?'],
    [['destroy', 'a', '--all'], 'exclude each other'],
    [['completion', 'tcsh'], 'bash, zsh, fish'],
    [['diff', 'no-such-folder'], "there is no 'no-such-folder'"],
  ])('%j', async (words, said) => {
    const { code, out, err } = await homestak(words, { env: { HOMESTAK_SITE_CONFIG: emptySite } })
    expect(err).toContain(said)
    expect(err).toMatch(/^homestak: /)
    expect({ code, out }).toEqual({ code: 2, out: '' })
  })

  const emptySite = import.meta.dirname
})

describe('the word manifest, as scripts know it', () => {
  test('alone shows its usage on stdout and ends with 1', async () => {
    const { code, out, err } = await homestak(['manifest'])
    expect({ code, err }).toEqual({ code: 1, err: '' })
    expect(out).toContain('validate')
  })

  test('with an unknown action says so on stdout and ends with 1', async () => {
    const { code, out, err } = await homestak(['manifest', 'plan'])
    expect({ code, err }).toEqual({ code: 1, err: '' })
    expect(out).toContain("Unknown manifest action 'plan'")
  })
})

describe('completion', () => {
  const complete = async (...words: string[]) =>
    (await homestak(['complete', '--', ...words])).out.split('\n').slice(0, -1)

  test('offers commands, options, and the values that an option takes', async () => {
    expect(await complete('re')).toEqual(['reconcile'])
    expect(await complete('manifest', '')).toEqual(['validate'])
    expect(await complete('diff', '--ex')).toEqual(['--exit-code'])
    expect(await complete('reconcile', '--on-error', '')).toEqual(['stop', 'rollback', 'continue'])
    expect(await complete('completion', '')).toEqual(['bash', 'zsh', 'fish'])
  })

  test('offers nothing for a path, so that the shell completes files', async () => {
    expect(await complete('diff', 'man')).toEqual([])
    expect(await complete('diff', '--site-config', '')).toEqual([])
    expect(await complete('diff', '-M', '')).toEqual([])
  })

  test.each(['bash', 'zsh', 'fish'])('has a script for %s that evaluates nothing that was typed', async (shell) => {
    const { code, out } = await homestak(['completion', shell])
    expect(code).toBe(0)
    expect(out).toContain('homestak complete --')
    expect(out).not.toContain('eval')
  })
})
