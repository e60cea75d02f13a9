/** Secrets of a site-config as users keep them: encrypted, decrypted, checked, and kept out of git. */
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { generateIdentity, identityToRecipient } from 'age-encryption'
import { describe, expect, test } from 'vitest'
import { launcher } from '../launcher.ts'
import { environment, folder, startProgram, write } from './processes.ts'

// A file system of its own needs a namespace of its own, which not every machine gives.
const apart = 'unshare'
const mountable = spawnSync(apart, ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0
if (!mountable) console.warn('SKIPPED: no file system can be mounted here, so a full one is not tried')

const identity = await generateIdentity()
const recipient = await identityToRecipient(identity)
const stranger = await generateIdentity()

const secrets = '# mine\napi_tokens:\n  hv: op@pve!t=11111111-2222-4333-8444-555555555555 # now\n'

function site(files: Readonly<Record<string, string>> = {}) {
  const dir = folder({
    'site/site.yaml': 'id: lab\n',
    'site/nodes/hv.yaml': 'node: hv\napi_endpoint: https://127.0.0.1:1\ndatastore: local\n',
    'site/secrets.yaml': secrets,
    ...files,
  })
  chmodSync(join(dir, 'site/secrets.yaml'), 0o600)
  const at = (path: string) => join(dir, 'site', path)
  const run = async (words: string, more: Readonly<Record<string, string>> = { SOPS_AGE_KEY: identity }) =>
    startProgram(launcher, dir, ['site', ...words.split(' '), '--site-config', at('')], more).ended
  return { dir, at, run, text: (path: string) => readFileSync(at(path), 'utf8') }
}

const git = (dir: string, ...words: readonly string[]): string =>
  execFileSync('git', ['-C', dir, '-c', 'user.name=x', '-c', 'user.email=x@y', ...words], {
    env: environment(dir),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })

describe('site encrypt and site decrypt', () => {
  test('take secrets there and back, for the owner only, and leave what is up to date alone', async () => {
    const { at, run, text } = site()
    expect(await run('encrypt --remove')).toMatchObject({ code: 0, out: expect.stringContaining(recipient), err: '' })
    const encrypted = text('secrets.yaml.enc')
    expect(encrypted).not.toContain('11111111')
    expect(existsSync(at('secrets.yaml'))).toBe(false)
    expect((await run('validate')).code).toBe(0)
    expect((await run('encrypt')).out).toContain('is up to date')
    expect(text('secrets.yaml.enc')).toBe(encrypted)
    expect((await run('decrypt')).code).toBe(0)
    expect(text('secrets.yaml')).toBe(secrets)
    expect(statSync(at('secrets.yaml')).mode & 0o777).toBe(0o600)
    expect(readdirSync(at('')).toSorted()).toEqual(['nodes', 'secrets.yaml', 'secrets.yaml.enc', 'site.yaml'])
  })

  test('do not overwrite a plain file that says something else, but when forced', async () => {
    const { dir, run, text } = site()
    await run('encrypt')
    write(dir, { 'site/secrets.yaml': 'api_tokens: { hv: other }\n' })
    expect(await run('decrypt')).toMatchObject({ code: 3, err: expect.stringContaining('says something else') })
    expect(text('secrets.yaml')).toContain('other')
    expect((await run('decrypt --force')).code).toBe(0)
    expect(text('secrets.yaml')).toBe(secrets)
  })

  test('keep the readers of a file that cannot be opened here', async () => {
    const { run, text } = site()
    const other = await identityToRecipient(stranger)
    await run(`encrypt --age ${other}`)
    expect(await run('encrypt --remove')).toMatchObject({
      code: 0,
      err: expect.stringContaining('the plain file is kept'),
    })
    expect(text('secrets.yaml.enc')).toContain(other)
    expect(text('secrets.yaml.enc')).not.toContain(recipient)
  })

  test('follow .sops.yaml, above the site-config too', async () => {
    const rules = `creation_rules:\n  - path_regex: other\n    age: x\n  - path_regex: site/secrets\\.yaml$\n    age: '${recipient},${await identityToRecipient(stranger)}'\n    encrypted_regex: ^api\n`
    const { dir, run, text } = site({ '.sops.yaml': rules, 'site/secrets.yaml': `${secrets}open:\n  word: seen\n` })
    expect((await run('encrypt --json-output')).out).toContain(JSON.stringify(join(dir, '.sops.yaml')))
    expect(text('secrets.yaml.enc')).toContain('word: seen')
    expect(text('secrets.yaml.enc').match(/recipient: /g)).toHaveLength(2)
  })

  test('write through a link', async () => {
    const { dir, at, run } = site()
    await run('encrypt --remove')
    write(dir, { 'kept/secrets.yaml': '' })
    symlinkSync(join(dir, 'kept/secrets.yaml'), at('secrets.yaml'))
    expect(await run('decrypt --force')).toMatchObject({ code: 0, err: '' })
    expect(readFileSync(join(dir, 'kept/secrets.yaml'), 'utf8')).toBe(secrets)
  })

  test.skipIf(!mountable)('lose nothing where there is no room', async () => {
    const { dir, at } = site()
    const script =
      'mount -t tmpfs -o size=8k tmpfs small && cp site/site.yaml site/secrets.yaml small/; ' +
      '"$@"; echo "ended with $?"; cat small/secrets.yaml; ls -A small'
    mkdirSync(join(dir, 'small'))
    const words = ['site', 'encrypt', '--remove', '--site-config', 'small', '--age', recipient]
    const { out, err } = await startProgram(apart, dir, ['-rm', 'sh', '-c', script, 'sh', launcher, ...words]).ended
    expect(err).toContain('secrets.yaml.enc cannot be written: no space is left there')
    expect(out).toBe(`ended with 3\n${secrets}secrets.yaml\nsite.yaml\n`)
    expect(readFileSync(at('secrets.yaml'), 'utf8')).toBe(secrets)
  })

  test.each([
    ['without a key', {}, '$SOPS_AGE_KEY is not there'],
    ['with the key of somebody else', { SOPS_AGE_KEY: stranger }, '$SOPS_AGE_KEY has the key of age1'],
    ['with a command that fails', { SOPS_AGE_KEY_CMD: 'false' }, '$SOPS_AGE_KEY_CMD failed: it ended with 1'],
    ['with a key file that is not there', { SOPS_AGE_KEY_FILE: '/nowhere/keys' }, '/nowhere/keys ($SOPS_AGE_KEY_FILE)'],
  ])('end with 3 %s, and write nothing', async (_, more, message) => {
    const { at, run } = site()
    await run('encrypt --remove')
    for (const words of ['decrypt', 'validate']) {
      const ended = await run(words, more)
      expect(ended).toMatchObject({ code: 3, out: '', err: expect.stringContaining(message) })
      expect(ended.err).not.toContain(stranger)
    }
    expect(existsSync(at('secrets.yaml'))).toBe(false)
  })

  test('find the key by a command, in keys.txt and where XDG says', async () => {
    const { dir, run } = site({ '.config/sops/age/keys.txt': `# mine\n${identity}\n`, 'x/sops/age/keys.txt': identity })
    await run('encrypt --remove')
    const ways = [
      {},
      { XDG_CONFIG_HOME: join(dir, 'x') },
      { XDG_CONFIG_HOME: '/nowhere', SOPS_AGE_KEY_CMD: `cat "${join(dir, 'x/sops/age/keys.txt')}"` },
    ]
    for (const way of ways) expect(await run('validate', way)).toMatchObject({ code: 0, err: '' })
  })
})

describe('bad secrets', () => {
  test.each([
    [
      'a tampered proof',
      (text: string) => text.replace(/mac: ENC\[AES256_GCM,data:..../, 'mac: ENC[AES256_GCM,data:AAAA'),
    ],
    ['a value changed by hand', (text: string) => text.replace(/hv: ENC.*\]/, 'hv: mine')],
    ['merge markers', (text: string) => `<<<<<<< HEAD\n${text}=======\n${text}>>>>>>> theirs\n`],
  ])('with %s end every command with 3, nothing written', async (_, change) => {
    const { dir, at, run, text } = site({
      'manifests/a.yaml': 'schema_version: 2\nname: a\nnodes: [{name: a, type: vm}]\n',
    })
    await run('encrypt --remove')
    const broken = change(text('secrets.yaml.enc'))
    write(dir, { 'site/secrets.yaml.enc': broken })
    for (const words of ['encrypt', 'decrypt', 'validate']) {
      const ended = await run(words)
      expect(ended.code, words).toBe(3)
      expect(ended.err).toMatch(/secrets\.yaml\.enc:\d+:\d+: /)
    }
    for (const words of ['reconcile', 'diff', 'status --fresh']) {
      const more = { SOPS_AGE_KEY: identity, HOMESTAK_SITE_CONFIG: at('') }
      expect((await startProgram(launcher, dir, words.split(' '), more).ended).code, words).toBe(3)
    }
    expect(text('secrets.yaml.enc')).toBe(broken)
    expect(existsSync(at('secrets.yaml'))).toBe(false)
    expect(existsSync(join(dir, 'state'))).toBe(false)
  })

  test('that are a folder end with 3', async () => {
    const dir = folder({ 'site/site.yaml': 'id: lab\n' })
    mkdirSync(join(dir, 'site/secrets.yaml'))
    for (const words of ['encrypt', 'decrypt', 'validate']) {
      const ended = await startProgram(launcher, dir, ['site', words, '--site-config', join(dir, 'site')]).ended
      expect(ended).toMatchObject({ code: 3, err: expect.stringContaining('this is a folder, not a file') })
    }
  })
})

describe('the hook', () => {
  const commit = (dir: string): string => {
    git(dir, 'add', '--all')
    try {
      return git(dir, 'commit', '--quiet', '-m', 'x')
    } catch (error) {
      return error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
    }
  }

  test('refuses plain secrets wherever they lie, takes encrypted ones, and goes when it is told to', async () => {
    const { dir, at, run } = site()
    git(dir, 'init', '--quiet')
    expect(await run('hooks')).toMatchObject({ code: 0, err: '' })
    expect((await run('hooks')).out).toContain('as before')
    expect(commit(dir)).toContain('refused: site/secrets.yaml holds plain secrets')
    write(dir, { '.gitignore': 'secrets.yaml\n', 'site/secrets.yaml.enc': secrets })
    git(dir, 'rm', '--quiet', '--cached', 'site/secrets.yaml')
    expect(commit(dir)).toContain('refused: site/secrets.yaml.enc holds plain secrets')
    await run(`encrypt --age ${recipient}`)
    expect(commit(dir)).toBe('')
    expect((await run('hooks --remove')).code).toBe(0)
    expect(readdirSync(join(dir, '.git/hooks')).filter((name) => !name.endsWith('.sample'))).toEqual([])
    expect(existsSync(at('secrets.yaml'))).toBe(true)
  })

  test('stands before whatever was hooked there, and leaves it as it was', async () => {
    const { dir, run } = site()
    git(dir, 'init', '--quiet')
    const own = '#!/bin/bash\necho mine >&2\nexit 1\n'
    write(dir, { '.git/hooks/pre-commit': own })
    chmodSync(join(dir, '.git/hooks/pre-commit'), 0o755)
    await run('hooks')
    expect(commit(dir)).not.toContain('mine')
    write(dir, { '.gitignore': 'secrets.yaml\n' })
    git(dir, 'rm', '--quiet', '--cached', 'site/secrets.yaml')
    expect(commit(dir)).toContain('mine')
    await run('hooks --remove')
    expect(readFileSync(join(dir, '.git/hooks/pre-commit'), 'utf8')).toBe(own)
  })

  test('follows core.hooksPath within the repository, and asks for help beyond it', async () => {
    const { dir, run } = site()
    git(dir, 'init', '--quiet')
    git(dir, 'config', 'core.hooksPath', '.husky')
    await run('hooks')
    expect(commit(dir)).toContain('refused: site/secrets.yaml')
    git(dir, 'config', 'core.hooksPath', join(folder(), 'all'))
    expect(await run('hooks')).toMatchObject({ code: 3, err: expect.stringContaining('leads out of this repository') })
  })

  test('is not put over a program, nor where there is no repository', async () => {
    const { dir, run } = site()
    expect(await run('hooks')).toMatchObject({ code: 3, err: expect.stringContaining('is not in a git repository') })
    git(dir, 'init', '--quiet')
    write(dir, { '.git/hooks/pre-commit': '#!/usr/bin/env python3\nprint(1)\n' })
    expect(await run('hooks')).toMatchObject({ code: 3, err: expect.stringContaining('is no shell script') })
    expect(readFileSync(join(dir, '.git/hooks/pre-commit'), 'utf8')).toContain('python3')
  })
})
