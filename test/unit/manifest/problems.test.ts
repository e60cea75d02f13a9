/** Problems name the thing, stand at its place, say what to do, and come all at once. */
import { describe, expect, test } from 'vitest'
import { load, problemsOf, withNodes } from './problems-of.ts'

describe('fields', () => {
  test('a misspelt field stands at its own name, with the one that was meant', () => {
    expect(problemsOf(withNodes('{name: a, type: vm, vm_id: 201}'))).toEqual([
      "m.yaml:4:25: node 'a': unknown field 'vm_id' (did you mean 'vmid'?)",
    ])
    expect(problemsOf(`settings: {on_eror: stop}\n${withNodes('{name: a, type: vm}')}`)).toEqual([
      "m.yaml:1:12: settings: unknown field 'on_eror' (did you mean 'on_error'?)",
    ])
  })

  test('an unknown field that resembles none shows those that there are', () => {
    expect(problemsOf(withNodes('{name: a, type: vm, disks: [{name: d, size: 1, colour: red}]}'))).toEqual([
      "m.yaml:4:52: node 'a': disks[0]: unknown field 'colour' (fields: name, size, datastore)",
    ])
  })

  test.each([
    ['{name: a, type: vmm}', "node 'a': type 'vmm' is not one of vm, ct, pve, network (did you mean 'vm'?)"],
    ['{name: a, type: true}', "node 'a': type must be text, not true (put it in quotes)"],
    ['{name: a}', "node 'a': type is missing"],
    ['{type: vm}', 'nodes[0]: name is missing'],
    ['a', "nodes[0] must be a mapping of fields, not 'a'"],
    ['{name: 12, type: vm}', 'nodes[0]: name must be text, not 12 (put it in quotes)'],
    ['{name: a, type: vm, vmid: "201"}', "node 'a': vmid must be a whole number, not '201' (leave out the quotes)"],
    ['{name: a, type: vm, vmid: 99}', "node 'a': vmid must be at least 100, not 99"],
    ['{name: a, type: vm, vmid: 1000000000}', "node 'a': vmid must be at most 999999999, not 1000000000"],
    ['{name: a, type: vm, disk: 0}', "node 'a': disk must be at least 1, not 0"],
    ['{name: a, type: vm, image: ~}', "node 'a': image must be text, not empty (give a value, or leave the line out)"],
    ['{name: a, type: vm, tags: [b, b]}', "node 'a': tags has 'b' twice (keep one of them)"],
    ['{name: a, type: vm, protect: perhaps}', "node 'a': protect must be true or false, not 'perhaps'"],
    ['{name: a, type: vm, parent: [p]}', "node 'a': parent must be text, not a list"],
    ['{name: a, type: vm, nics: [{name: e, vlan: 4095}]}', "node 'a': nics[0].vlan must be at most 4094, not 4095"],
    [
      '{name: a, type: vm, execution: {mode: pul}}',
      "node 'a': execution.mode 'pul' is not one of push, pull (did you mean 'pull'?)",
    ],
  ])('%s', (node, message) => {
    expect(problemsOf(withNodes(node)).map((problem) => problem.replace(/^m\.yaml:4:\d+: /, ''))).toEqual([message])
  })
})

describe('values', () => {
  const accepts = (field: string, value: string): boolean =>
    load(withNodes(`{name: a, type: vm, ${field}: ${value}}`)).loaded !== undefined

  test.each(['dhcp', '192.0.2.1/24', '0.0.0.0/1', '255.255.255.255/32', '10.20.30.40/8'])('ip %s is accepted', (ip) => {
    expect(accepts('ip', ip)).toBe(true)
  })
  test.each([
    '192.0.2.1',
    '192.0.2.256/24',
    '192.0.2.1/33',
    '192.0.2.1/0',
    '999.999.999.999/24',
    '192.0.2/24',
    '192.0.2.01/24',
    '192.0.2.1/24 ',
    '"2001:db8::1/64"',
    'DHCP',
    '""',
  ])('ip %s is refused', (ip) => expect(accepts('ip', ip === '192.0.2.1/24 ' ? `"${ip}"` : ip)).toBe(false))
  test.each([
    ['192.0.2.1', true],
    ['192.0.2.300', false],
    ['192.0.2.1/24', false],
  ])('gateway %s: %s', (gateway, expected) => {
    expect(accepts('gateway', gateway)).toBe(expected)
  })
  test.each([
    ['BC:24:11:00:00:01', true],
    ['bc:24:11:00:00:0a', true],
    ['01:00:5e:00:00:01', false],
    ['BC-24-11-00-00-01', false],
    ['BC:24:11:00:00', false],
  ])('mac %s: %s', (mac, expected) => expect(accepts('nics', `[{name: e, mac: "${mac}"}]`)).toBe(expected))
  test.each([
    ['web', true],
    ['_x-1.2+3', true],
    ['Web', true],
    ['-x', false],
    ['a b', false],
    ['a;b', false],
    ['""', false],
  ])('tag %s: %s', (tag, expected) => {
    expect(accepts('tags', `[${tag.includes(' ') || tag.includes(';') ? `"${tag}"` : tag}]`)).toBe(expected)
  })
  test.each([
    ['base', true],
    ['a.b-c_d', true],
    ['../presets/x', false],
    ['a/b', false],
    ['.hidden', false],
    ['""', false],
  ])('spec %s: %s', (spec, expected) => {
    expect(accepts('spec', spec)).toBe(expected)
  })
  test.each([
    ['web', true],
    ['shop/web', true],
    ['a/b/c', false],
    ['../web', false],
    ['we_b', false],
  ])('moved_from %s: %s', (old, expected) => {
    expect(accepts('moved_from', old)).toBe(expected)
  })

  const acceptsName = (name: string): boolean => load(withNodes(`{name: "${name}", type: vm}`)).loaded !== undefined
  test.each(['a', 'web-1', 'Web', '1a', 'x'.repeat(63)])('node name %s is accepted', (name) =>
    expect(acceptsName(name)).toBe(true),
  )
  test.each(['', '-a', 'a-', 'a_b', 'a.b', 'a b', '../up', 'ä', 'a/b', 'x'.repeat(64)])(
    'node name %j is refused',
    (name) => expect(acceptsName(name)).toBe(false),
  )

  const acceptsManifestName = (name: string): boolean =>
    load(`schema_version: 2\nname: ${JSON.stringify(name)}\nnodes: [{name: a, type: vm}]\n`).loaded !== undefined
  test.each(['m', '[x]', 'web shop', 'Käse', 'm[:1]', '.x'])('manifest name %s is accepted', (name) =>
    expect(acceptsManifestName(name)).toBe(true),
  )
  test.each(['', '.', '..', 'a/b', ' m', 'm ', 'a\nb', 'x'.repeat(256)])('manifest name %j is refused', (name) =>
    expect(acceptsManifestName(name)).toBe(false),
  )
})

describe('between nodes', () => {
  test.each([
    [
      ['{name: a, type: vm}', '{name: a, type: vm}'],
      "m.yaml:5:12: the name 'a' is used by two nodes (give one of them another name)",
    ],
    [
      ['{name: a, type: vm}', '{name: A, type: vm}'],
      "m.yaml:5:12: the names 'a' and 'A' differ only in case (give one of them another name)",
    ],
    [
      ['{name: hv1, type: pve}', '{name: b, type: vm, parent: hv}'],
      "m.yaml:5:33: node 'b': unknown parent 'hv' (did you mean 'hv1'?)",
    ],
    [
      ['{name: db, type: vm}', '{name: b, type: vm, depends_on: [dv]}'],
      "m.yaml:5:38: node 'b': depends_on names an unknown node 'dv' (did you mean 'db'?)",
    ],
    [
      ['{name: a, type: vm}', '{name: b, type: vm, parent: a}'],
      "m.yaml:5:33: node 'b': parent 'a' is a vm; only a pve node can have children (to order them use depends_on)",
    ],
    [
      ['{name: a, type: vm, vmid: 201}', '{name: b, type: vm, vmid: 201}'],
      "m.yaml:5:31: node 'b': vmid 201 is node 'a''s, on the same host (give one of them another vmid)",
    ],
    [
      ['{name: a, type: vm, disks: [{name: d, size: 1}, {name: d, size: 2}]}'],
      "m.yaml:4:60: node 'a': two disks have the name 'd' (a name is an identity: use another)",
    ],
    [
      ['{name: a, type: vm, execution: {mode: pull}}'],
      "m.yaml:4:43: node 'a': mode pull needs a spec to pull (name a spec, or leave out execution)",
    ],
    [
      ['{name: a, type: pve, parent: a}'],
      "m.yaml:4:34: nodes need each other in a cycle: 'a' -> 'a' (remove one parent or depends_on of them)",
    ],
    [
      [
        '{name: a, type: vm, depends_on: [b]}',
        '{name: b, type: vm, depends_on: [c]}',
        '{name: c, type: vm, depends_on: [a]}',
      ],
      "m.yaml:4:38: nodes need each other in a cycle: 'a' -> 'b' -> 'c' -> 'a' (remove one parent or depends_on of them)",
    ],
    [
      ['{name: p, type: pve, depends_on: [a]}', '{name: a, type: pve, depends_on: [p]}'],
      "m.yaml:4:39: nodes need each other in a cycle: 'p' -> 'a' -> 'p' (remove one parent or depends_on of them)",
    ],
  ])('%j', (nodes, problem) => {
    expect(problemsOf(withNodes(...nodes))).toEqual([problem])
  })

  test('a cycle through a parent and a dependency is found', () => {
    const problems = problemsOf(withNodes('{name: p, type: pve, depends_on: [a]}', '{name: a, type: vm, parent: p}'))
    expect(problems).toContain(
      "m.yaml:4:39: nodes need each other in a cycle: 'p' -> 'a' -> 'p' (remove one parent or depends_on of them)",
    )
  })

  test('a node cannot wait for one on another host, but may name what it lives on', () => {
    const nodes = [
      '{name: p, type: pve}',
      '{name: q, type: pve, parent: p}',
      '{name: x, type: vm, parent: q, depends_on: [p, q]}',
    ]
    expect(problemsOf(withNodes(...nodes))).toEqual([])
    expect(problemsOf(withNodes(...nodes, '{name: y, type: vm, depends_on: [x]}'))).toEqual([
      "m.yaml:7:38: node 'y': depends_on names 'x', which lives on another host (let the pve nodes that they live on depend on each other)",
    ])
  })

  test('equal vmids on different hosts are fine', () => {
    expect(
      problemsOf(withNodes('{name: p, type: pve, vmid: 201}', '{name: a, type: vm, vmid: 201, parent: p}')),
    ).toEqual([])
    expect(
      problemsOf(
        withNodes(
          '{name: p, type: pve, vmid: 201}',
          '{name: a, type: vm, vmid: 300, parent: p}',
          '{name: b, type: vm, vmid: 300, parent: p}',
        ),
      ),
    ).toHaveLength(1)
  })

  test('a pve node may be configured by pull without a spec, and an inherited pull asks for none', () => {
    expect(problemsOf(withNodes('{name: a, type: pve, execution: {mode: pull}}'))).toEqual([])
    expect(problemsOf(`execution: {default_mode: pull}\n${withNodes('{name: a, type: vm}')}`)).toEqual([])
  })
})

describe('as a whole', () => {
  test('everything that is wrong shows at once, in the order of the file', () => {
    const problems = problemsOf(
      [
        'patern: flat',
        'schema_version: 2',
        'name: a/b',
        'nodes:',
        '  - {name: x, type: vn, parent: y}',
        '  - {name: x, type: vm, vmid: 5, vmid: 6}',
        '',
      ].join('\n'),
    )
    expect(problems.map((problem) => problem.split(' (')[0])).toEqual([
      "m.yaml:1:1: unknown field 'patern'",
      "m.yaml:3:7: name 'a/b' cannot be used: it must be one to 255 characters without slash, control characters, or blanks at either end; not . or ..",
      "m.yaml:5:21: node 'x': type 'vn' is not one of vm, ct, pve, network",
      "m.yaml:5:33: node 'x': unknown parent 'y'",
      "m.yaml:6:12: the name 'x' is used by two nodes",
      "m.yaml:6:31: node 'x': vmid must be at least 100, not 5",
      "m.yaml:6:34: the field 'vmid' stands here twice",
    ])
  })

  test('a broken file still tells its name', () => {
    expect(load('schema_version: 2\nname: shop\nnodes: []\n')).toMatchObject({ name: 'shop' })
    expect(load('schema_version: 2\nname: shop\nnodes: []\n').loaded).toBeUndefined()
  })

  test.each([
    [
      'schema_version: 1\nname: old\nlevels: [{name: l1}]\n',
      'm.yaml:1:17: this is a manifest of version 1 (schema_version 1), which listed levels; only schema_version 2 is read',
    ],
    [
      'name: old\nlevels: []\n',
      'm.yaml:1:1: this is a manifest of version 1 (no schema_version), which listed levels; only schema_version 2 is read',
    ],
    ['schema_version: 3\nname: new\nthings: []\n', 'm.yaml:1:17: schema_version 3 is not supported'],
  ])('another version is one problem: %j', (text, problem) => {
    expect(problemsOf(text).map((line) => line.split(' (write')[0]?.split(' (supported')[0])).toEqual([problem])
  })

  test('a schema_version in quotes is a problem of its own', () => {
    expect(problemsOf('schema_version: "2"\nname: m\nnodes: [{name: a, type: vm}]\n')).toEqual([
      "m.yaml:1:17: schema_version must be a whole number, not '2' (leave out the quotes)",
    ])
  })

  test('a value of an alias or merge key has its place', () => {
    expect(
      problemsOf(withNodes('&d {name: a, type: vm, disk: 0}', '{<<: *d, name: b}')).map(
        (problem) => problem.split(':')[1],
      ),
    ).toEqual(['4', '4'])
    expect(problemsOf(withNodes('{name: &n a_b, type: vm}', '{name: *n, type: vm}'))[1]).toMatch(/^m\.yaml:5:12: /)
  })

  test('where a value stands can be asked of a good manifest', () => {
    const at = load(withNodes('{name: a, type: vm}', '{name: b, type: vm, disks: [{name: d, size: 3}]}')).loaded?.at
    expect(at?.('nodes', 1, 'disks', 0, 'size')).toEqual({ file: 'm.yaml', line: 5, column: 49 })
    expect(at?.('nodes', 1, 'preset')).toEqual({ file: 'm.yaml', line: 5, column: 5 })
    expect(at?.('settings', 'on_error')).toEqual({ file: 'm.yaml', line: 1, column: 1 })
  })
})
