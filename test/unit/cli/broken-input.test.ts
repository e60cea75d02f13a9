/** Manifests and site-configs that cannot be used, against a host with a guest: told with their place, and the guest stays. */
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { lab, node, shop } from './lab.ts'

const ours = shop(node('a'))

/** A host with the guest of `ours`, and what is asked of every reconcile after that: it writes nothing. */
async function convergedLab() {
  const made = await lab(ours)
  expect(await made.homestak('reconcile')).toMatchObject({ code: 0 })
  const { world } = made.host.simulator
  const before = JSON.stringify(world.guests())
  return {
    ...made,
    /** Puts these files in place of the manifests, and reconciles. */
    async reconcileOnly(files: Readonly<Record<string, string | Uint8Array>>) {
      const manifests = join(made.cwd, 'manifests')
      rmSync(manifests, { recursive: true, force: true })
      mkdirSync(manifests)
      for (const [name, content] of Object.entries(files)) writeFileSync(join(manifests, name), content)
      world.clearRequests()
      const ended = await made.homestak('reconcile', 'manifests')
      expect(world.writes()).toBe(0)
      expect(JSON.stringify(world.guests())).toBe(before)
      return ended
    },
  }
}

const bomb = [
  'schema_version: 2',
  'name: shop',
  'a0: &a0 [x, x, x, x, x, x, x, x, x, x]',
  ...Array.from({ length: 10 }, (_, index) => `a${index + 1}: &a${index + 1} [${`*a${index}, `.repeat(10)}]`),
].join('\n')

test.each([
  ['no file', {}, "'manifests' holds no manifest"],
  ['only a .yml', { 'shop.yml': ours }, 'only the ending .yaml counts: rename shop.yml'],
  ['bytes', { 'shop.yaml': Uint8Array.from({ length: 5000 }, (_, index) => (index * 89) % 256) }, 'shop.yaml:1:'],
  ['aliases of aliases', { 'shop.yaml': bomb }, 'more than 1,000,000 values'],
  ['10 MB', { 'shop.yaml': `x: &x {a: 1}\ny:\n${'  - *x\n'.repeat(1_500_000)}` }, 'larger than 2 MiB'],
  [
    'a number for a list',
    { 'shop.yaml': shop(node('a', ', tags: 7')) },
    "shop.yaml:4:69: node 'a': tags must be a list",
  ],
  ['a key twice', { 'shop.yaml': shop(node('a', ', name: b')) }, "the field 'name' stands here twice"],
  ['an unknown field', { 'shop.yaml': shop(node('a', ', dsk: 9')) }, "unknown field 'dsk' (did you mean 'disk'?)"],
  ['an unknown preset', { 'shop.yaml': ours.replace('vm-xsmall', 'vm-xsmal') }, "did you mean 'vm-xsmall'?"],
  ['a name twice', { 'shop.yaml': ours, 'copy.yaml': shop(node('a', ', disk: 99')) }, 'also that of manifests/'],
])('a directory with %s ends with 3, names the place, and leaves the guest alone', async (_, files, said) => {
  const { reconcileOnly } = await convergedLab()
  const { code, out, err } = await reconcileOnly(files)
  expect(err).toContain(said)
  expect(code).toBe(3)
  expect(out + err).not.toContain('bug')
  // One fault is told once.
  expect(err).not.toContain('has the address')
})

test('a directory that is not there ends with 2', async () => {
  const { homestak } = await lab(ours)
  expect(await homestak('reconcile', 'nowhere')).toMatchObject({ code: 2, out: '' })
})

describe('secrets.yaml', () => {
  const secrets = (dir: string) => join(dir, 'site-config/secrets.yaml')

  test('that others can read is warned of, with the command that ends it', async () => {
    const { dir, homestak } = await lab(ours)
    chmodSync(secrets(dir), 0o644)
    const { code, err } = await homestak('diff')
    expect(code).toBe(0)
    expect(err).toMatch(/^warning: .*secrets\.yaml:1:1: others on this machine can read the secrets \(chmod 600 /m)
    chmodSync(secrets(dir), 0o600)
    expect((await homestak('diff')).err).toBe('')
  })

  test('without the token of a host ends with 3 and says what to add', async () => {
    const { dir, homestak } = await lab(ours)
    writeFileSync(secrets(dir), readFileSync(secrets(dir), 'utf8').replace(/^ {2}sim: .*$/m, ''))
    expect(await homestak('reconcile')).toMatchObject({
      code: 3,
      err: expect.stringContaining('add sim: USER@REALM!NAME=UUID below api_tokens in secrets.yaml'),
    })
  })

  test('with something else in place of a token ends with 5, and does not show it', async () => {
    const { dir, homestak } = await lab(ours)
    writeFileSync(secrets(dir), 'api_tokens:\n  sim: hunter2hunter2\n')
    const { code, out, err } = await homestak('reconcile', '-v')
    expect(code).toBe(5)
    expect(out).toContain('has not the form user@realm!name=uuid')
    expect(out + err).not.toContain('hunter2')
  })
})
