/** YAML as people write it, and as people break it. */
import { describe, expect, test } from 'vitest'
import { readJsonManifest, readManifest } from '../../../src/manifest/read.ts'
import { load, problemsOf, withNodes } from './problems-of.ts'

const bytesOf = (...bytes: readonly number[]): readonly string[] =>
  readManifest({ file: 'm.yaml', root: '/m.yaml' }, new Uint8Array(bytes)).problems.map(
    ({ line, column, message }) => `${line}:${column} ${message}`,
  )

describe('what is accepted', () => {
  test('anchors, aliases and merge keys', () => {
    const file = load(
      withNodes(
        '&one {name: a, type: vm, tags: [x]}',
        '{<<: *one, name: b}',
        '{<<: [{disk: 5}, {disk: 6, image: i}], name: c, type: vm}',
      ),
    )
    expect(file.problems).toEqual([])
    expect(file.loaded?.manifest.nodes).toMatchObject([
      { name: 'a', tags: ['x'] },
      { name: 'b', tags: ['x'] },
      { name: 'c', disk: 5, image: 'i' },
    ])
  })

  test('more aliases than any fixed count, as long as they stay small', () => {
    const file = load(
      withNodes(
        '&one {name: n, type: vm, preset: p}',
        ...Array.from({ length: 2_000 }, (_, index) => `{<<: *one, name: n${index}}`),
      ),
    )
    expect(file.problems).toEqual([])
    expect(file.loaded?.manifest.nodes).toHaveLength(2_001)
  })

  test('yes and no as booleans and y and n as text, as the manifests of YAML 1.1 have them', () => {
    const file = load(
      `settings: {verify_ssh: no, cleanup_on_failure: off}\n${withNodes('{name: y, type: vm, spec: n, protect: yes}')}`,
    )
    expect(file.loaded?.manifest).toMatchObject({
      settings: { verify_ssh: false, cleanup_on_failure: false },
      nodes: [{ name: 'y', spec: 'n', protect: true }],
    })
  })

  test('a section without a line', () => {
    expect(load(`settings:\n${withNodes('{name: a, type: vm}')}`).loaded?.manifest.settings.on_error).toBe('stop')
  })

  test('a byte order mark, without moving the columns', () => {
    expect(problemsOf('\ufeffschema_version: 2\nname: m\nnodes: []\n')).toEqual([
      'm.yaml:3:8: nodes is empty (list at least one)',
    ])
    expect(problemsOf('\ufeffnodez: []\nschema_version: 2\nname: m\nnodes: [{name: a, type: vm}]\n')[0]).toMatch(
      /^m\.yaml:1:1: /,
    )
  })

  test('JSON', () => {
    expect(
      load('{"schema_version": 2.0, "name": "m", "nodes": [{"name": "a", "type": "vm"}]}').loaded?.manifest.name,
    ).toBe('m')
  })
})

describe('what is refused', () => {
  test('a field that stands twice, in any mapping', () => {
    expect(problemsOf(withNodes('{name: a, type: vm, vmid: 100, vmid: 101}'))).toEqual([
      "m.yaml:4:36: the field 'vmid' stands here twice (keep one of them)",
    ])
    expect(problemsOf(`name: x\n${withNodes('{name: a, type: vm}')}`)).toEqual([
      "m.yaml:3:1: the field 'name' stands here twice (keep one of them)",
    ])
  })

  test('a second document', () => {
    expect(problemsOf(`${withNodes('{name: a, type: vm}')}---\nname: n\n`)).toEqual([
      'm.yaml:5:1: the file holds more than one YAML document (put each manifest into its own file)',
    ])
  })

  test('a tab as indentation', () => {
    expect(problemsOf('schema_version: 2\nname: m\nnodes:\n\t- {name: a}\n')).toEqual([
      'm.yaml:4:1: the line is indented with a tab (YAML wants blanks)',
    ])
  })

  test.each([
    ['', 'm.yaml:1:1: the file is empty'],
    ['  \n\n', 'm.yaml:1:1: the file is empty'],
    ['null\n', 'm.yaml:1:1: the content is empty'],
    ['# only a remark\n', 'm.yaml:1:1: the content is empty'],
    ['hello\n', "m.yaml:1:1: the content is 'hello', not a mapping"],
    ['- a\n', 'm.yaml:1:1: the content is a list'],
    ['kind: Pod\n', 'm.yaml:1:1: the content has neither schema_version nor nodes'],
    ['a: [1\n', 'm.yaml:2:1: the file is not valid YAML: Flow sequence'],
    ['a: 1\n b: 2\n', 'm.yaml:1:4: the file is not valid YAML'],
  ])('content that is no manifest: %j', (text, start) => {
    expect(problemsOf(text)[0]?.slice(0, start.length)).toBe(start)
  })

  test('tags, dates and names that JSON does not have', () => {
    const problems = problemsOf(
      `description: 2024-01-02\n${withNodes('{name: !secret a, type: vm, image: !!binary aGk=, ? [x] : 1}')}`,
    )
    expect(problems.map((problem) => problem.split(' (')[0])).toEqual([
      'm.yaml:1:14: 2024-01-02 is read as a date',
      'm.yaml:5:12: the file uses a tag that manifests do not have: !secret',
      'm.yaml:5:40: the file uses a tag that manifests do not have: tag:yaml.org,2002:binary',
      'm.yaml:5:57: the name of a field must be text',
    ])
  })

  test('aliases to nothing, to themselves, and merges of no mapping', () => {
    expect(problemsOf(withNodes('{name: *x, type: vm}'))[0]).toBe(
      'm.yaml:4:12: *x has no &x before it (an alias repeats a value that was named earlier)',
    )
    expect(problemsOf(withNodes('{name: a, type: vm, tags: &t [*t]}'))[0]).toMatch(
      /^m\.yaml:4:35: \*t stands inside of &t/,
    )
    expect(problemsOf(withNodes('{name: a, type: vm, <<: 5}'))[0]).toMatch(/^m\.yaml:4:29: << needs a mapping/)
  })

  test('numbers that are none', () => {
    expect(problemsOf(withNodes('{name: a, type: vm, disk: .nan}'))).toEqual([
      "m.yaml:4:31: node 'a': disk must be a whole number, not NaN",
    ])
    expect(problemsOf(withNodes('{name: a, type: vm, disk: .inf}'))).toHaveLength(1)
    expect(problemsOf(withNodes('{name: a, type: vm, disk: 1.5}'))).toHaveLength(1)
  })

  test('bytes that are no UTF-8, with their line', () => {
    expect(bytesOf(0x61, 0x3a, 0x20, 0x31, 0x0a, 0x62, 0xe8, 0x0a)).toEqual(['2:1 the file is not UTF-8 text'])
    expect(bytesOf(0xff, 0xfe, 0x61, 0x00)).toEqual(['1:1 the file is not UTF-8 text'])
  })

  test('a binary file, and control characters', () => {
    expect(bytesOf(0x61, 0x0a, 0x62, 0x00)).toEqual(['2:2 the control character U+0000 has no place in a manifest'])
    expect(problemsOf(withNodes('{name: a, type: vm, image: "\u001b[31m"}'))[0]).toContain('U+001B')
  })

  test('fields with the names of what every object has', () => {
    const problems = problemsOf(`__proto__: {name: x}\nconstructor: 1\n${withNodes('{name: a, type: vm}')}`)
    expect(problems.map((problem) => problem.split(' (')[0])).toEqual([
      "m.yaml:1:1: unknown field '__proto__'",
      "m.yaml:2:1: unknown field 'constructor'",
    ])
  })
})

describe('files that are made to hurt', () => {
  test('aliases of aliases are counted, not written out', () => {
    const lines = Array.from(
      { length: 30 },
      (_, index) => `b${index + 1}: &a${index + 1} [${`*a${index}, `.repeat(9)}]`,
    )
    const problems = problemsOf(['schema_version: 2', 'a0: &a0 [x]', ...lines, ''].join('\n'))
    expect(problems.filter((problem) => problem.includes('more than 1,000,000 values'))).toHaveLength(1)
  })

  test('a file beyond the limit is not parsed', () => {
    expect(problemsOf(`a: &a x\nb: [${'*a, '.repeat(2_500_000)}]\n`)).toEqual([
      'm.yaml:1:1: the file is larger than 2 MiB (split it into several manifests)',
    ])
  })

  test.each(['[', '{a: ', '- ', '? '])('nesting without end by %j', (opening) => {
    const problems = problemsOf(opening.repeat(20_000))
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain('nested too deeply')
  })

  test('nesting that is deep and closed', () => {
    expect(
      problemsOf(`${withNodes('{name: a, type: vm}')}description: ${'['.repeat(500)}${']'.repeat(500)}\n`),
    ).toEqual([
      expect.stringContaining('description must be text, not a list'),
      expect.stringContaining('nested too deeply'),
    ])
  })

  test('very many fields', () => {
    const fields = Array.from({ length: 20_000 }, (_, index) => `field${index}: 1\n`)
    expect(problemsOf(`${withNodes('{name: a, type: vm}')}${fields.join('')}`)).toHaveLength(20_000)
  })
})

describe('JSON text', () => {
  const problemsOfJson = (text: string): readonly string[] =>
    readJsonManifest({ file: 'json', root: 'json:' }, text).problems.map(
      ({ line, column, message }) => `${line}:${column} ${message}`,
    )

  test('must be JSON to the letter', () => {
    expect(problemsOfJson('{schema_version: 2}')).toEqual([
      "1:2 the text is not valid JSON: Expected property name or '}'",
    ])
    expect(problemsOfJson('{"schema_version": 2,\n "disk": NaN}')[0]).toMatch(
      /the text is not valid JSON: Unexpected token 'N'$/,
    )
    expect(problemsOfJson('')).toEqual(['1:1 the text is not valid JSON: Unexpected end of JSON input'])
    expect(problemsOfJson('5')[0]).toContain('it is no manifest')
  })

  test('knows lines, columns and duplicate fields too', () => {
    expect(
      problemsOfJson('{"schema_version": 2, "name": "m",\n "nodes": [{"name": "a", "type": "vm", "type": "ct"}]}'),
    ).toEqual(["2:40 the field 'type' stands here twice"])
    expect(
      problemsOfJson('{"schema_version": 2, "name": "m", "<<": {}, "nodes": [{"name": "no", "type": "vm"}]}'),
    ).toEqual(["1:36 unknown field '<<'"])
  })
})
