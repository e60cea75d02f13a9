import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const files = globSync('{src,state,controllers}/**/*.ts', { cwd: root })
const textOf = new Map(files.map((file) => [file, readFileSync(`${root}${file}`, 'utf8')]))

const filesWith = (pattern: RegExp) => files.filter((file) => pattern.test(textOf.get(file) ?? '')).sort()

test('only the one function that decides about warrants can issue them', () => {
  const allowed = ['src/pve/warrant.ts', 'src/reconciler/authorize.ts']
  expect(filesWith(/\bissue(Network)?Warrant\b/).filter((file) => !allowed.includes(file))).toEqual([])
  expect(filesWith(/\bissue(Network)?Warrant\b/)).toContain('src/pve/warrant.ts')
})

test('a warrant is imported by name, so that nobody issues one by a roundabout way', () => {
  expect(filesWith(/(import \*[^\n]*|export [^\n]*|import\()['"][^'"\n]*\/(warrant|write|wire)\.ts['"]/)).toEqual([])
})

test('sending anything but a GET stays inside the folder of the client', () => {
  // Types send nothing.
  const importers = filesWith(/^(?:import|export) (?!type)[^'"]*from '[^']*\/(write|wire|spend)\.ts'/m)
  expect(importers.length).toBeGreaterThan(0)
  expect(importers.filter((file) => !file.startsWith('src/pve/'))).toEqual([])
})

test('inside the folder only the client, warranted calls, tokens and volumes write', () => {
  expect(filesWith(/from '\.\/write\.ts'/)).toEqual([
    'src/pve/access-writes.ts',
    'src/pve/client.ts',
    'src/pve/guest-writes.ts',
    'src/pve/image-volumes.ts',
    'src/pve/relayed-sdn-writes.ts',
    'src/pve/relayed-writes.ts',
    'src/pve/sdn-writes.ts',
    'src/pve/seed-volumes.ts',
  ])
})

test('every call that writes to a guest is made in the module that spends warrants', () => {
  const writers = filesWith(/write\(\s*client,\s*'(POST|PUT|DELETE) \/nodes\/\{node\}\/(qemu|lxc)/)
  expect(writers).toEqual(['src/pve/guest-writes.ts'])
})

test('every call that writes to an SDN is made in the module whose transactions spend warrants', () => {
  const writers = filesWith(/write\(\s*(change\.)?client,\s*['`](POST|PUT|DELETE) (\/cluster\/sdn|\$\{below\})/)
  expect(writers).toEqual(['src/pve/sdn-writes.ts'])
})
