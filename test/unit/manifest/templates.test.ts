/** What a template may not be, told at its place. */
import { describe, expect, test } from 'vitest'
import { problemsOf, withNodes } from './problems-of.ts'

describe('templates', () => {
  test.each([
    ['type: ct, template: true', "node 'a': a ct cannot be a template (leave out template)"],
    [
      'type: vm, template: true, provisioner: tofu',
      "node 'a': OpenTofu makes no templates (leave out provisioner, or template)",
    ],
    [
      'type: vm, template: true, spec: base',
      "node 'a': a template has no spec (give the spec to the nodes that are cloned from it)",
    ],
  ])('%s is refused', (fields, message) => {
    const [problem = ''] = problemsOf(withNodes(`{name: a, ${fields}}`))
    expect(problem.replace(/^m\.yaml:4:\d+: /, '')).toBe(message)
  })
})
