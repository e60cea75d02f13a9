/** What is checked beyond one manifest: the site-config's names, and the other manifests. */
import { describe, expect, test } from 'vitest'
import { checkSelection, type Placed } from '../../../src/manifest/across.ts'
import { formatProblem } from '../../../src/manifest/problem.ts'
import { readManifest } from '../../../src/manifest/read.ts'
import { checkReferences } from '../../../src/manifest/references.ts'

function loaded(file: string, name: string, ...nodes: readonly string[]): Placed['loaded'] {
  const text = `schema_version: 2\nname: ${name}\nnodes:\n${nodes.map((node) => `  - ${node}\n`).join('')}`
  const read = readManifest({ file, root: '/m' }, new TextEncoder().encode(text))
  if (!read.loaded) throw new Error(read.problems.map(formatProblem).join('\n'))
  return read.loaded
}

describe('references to the site-config', () => {
  const known = { specs: ['base', 'pve'], presets: ['vm-small', 'vm-large'] }
  const check = (...nodes: readonly string[]): readonly string[] =>
    checkReferences(loaded('m.yaml', 'm', ...nodes), known).map(formatProblem)

  test('that exist, or that are not made, are fine', () => {
    expect(check('{name: a, type: vm, spec: base, preset: vm-small}', '{name: b, type: vm}')).toEqual([])
  })

  test('that do not exist are listed in file order, the spec before the preset', () => {
    expect(
      check('{name: a, type: vm, preset: vm-smal, spec: web}', '{name: b, type: vm, preset: constructor}'),
    ).toEqual([
      "m.yaml:4:48: node 'a': unknown spec 'web' (specs: base, pve)",
      "m.yaml:4:33: node 'a': unknown preset 'vm-smal' (did you mean 'vm-small'?)",
      "m.yaml:5:33: node 'b': unknown preset 'constructor' (presets: vm-small, vm-large)",
    ])
  })
})

describe('a selection', () => {
  const check = (...placed: readonly Placed[]): readonly string[] => checkSelection(placed).map(formatProblem)

  test('has each manifest name once, whatever the hosts', () => {
    expect(
      check(
        { loaded: loaded('a.yaml', 'm', '{name: a, type: vm}'), host: 'h1' },
        { loaded: loaded('b.yaml', 'm', '{name: b, type: vm}'), host: 'h2' },
      ),
    ).toEqual([
      "a.yaml:2:7: the manifest name 'm' is also that of b.yaml (a name is part of the identity of its guests: give one of them another)",
      "b.yaml:2:7: the manifest name 'm' is also that of a.yaml (a name is part of the identity of its guests: give one of them another)",
    ])
  })

  test('has each vmid once on a host', () => {
    const one = { loaded: loaded('a.yaml', 'm', '{name: a, type: vm, vmid: 201}'), host: 'h1' }
    const other = loaded('b.yaml', 'n', '{name: b, type: vm}', '{name: c, type: vm, vmid: 201}')
    expect(check(one, { loaded: other, host: 'h1' })).toEqual([
      "b.yaml:5:31: node 'c': vmid 201 is also that of node 'a' in a.yaml, on host 'h1' (give one of them another vmid)",
    ])
    expect(check(one, { loaded: other, host: 'h2' })).toEqual([])
  })

  test('may use a vmid again inside of pve nodes', () => {
    const nested = (file: string, name: string): Placed => ({
      loaded: loaded(file, name, '{name: p, type: pve}', '{name: a, type: vm, vmid: 201, parent: p}'),
      host: 'h1',
    })
    expect(check(nested('a.yaml', 'm'), nested('b.yaml', 'n'))).toEqual([])
  })
})
