/** What a person is told to type can be pasted as it stands: it means the same site, the same state and the same nodes. */
import { mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { shellWords } from '../../../src/cli/shell-words.ts'
import { desireOf } from '../../../src/cli/desire.ts'
import { typedAnywhere } from '../../../src/cli/typed.ts'
import { commandText } from '../../../src/typed.ts'
import { fakeProcess, folder, manifest, siteFiles } from './fake-io.ts'
import { lab, node, shop } from './lab.ts'

const many = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => node(name))

/** The words of the command that begins the text after `sign`. */
const pasted = (text: string, sign: string): readonly string[] => {
  const [, line = ''] = text.split(`${sign}homestak `)
  return shellWords(line.split(/; or|`|\n/)[0] ?? '')
}

describe('a command that is shown', () => {
  test('sees a destroy through, with PATH, host, site-config and state as they were typed', async () => {
    const { cwd, dir, edit, start, names } = await lab(shop(...many))
    renameSync(join(cwd, 'manifests'), join(cwd, 'my lab'))
    const call = async (words: readonly string[]) => {
      const { code, out } = start(words, { env: {} })
      return { code: await code, out: out() }
    }
    const told = ['my lab', '-M', 'shop', '-H', 'sim', '--site-config', '../site-config', '--state', 'my state']
    expect(await call(['reconcile', ...told])).toMatchObject({ code: 0 })
    renameSync(join(cwd, 'my lab'), join(cwd, 'manifests'))
    edit(shop(node('a')))
    renameSync(join(cwd, 'manifests'), join(cwd, 'my lab'))
    mkdirSync(join(cwd, 'manifests'))
    const held = await call(['reconcile', ...told])
    expect(held.code).toBe(5)
    const again = pasted(held.out, 'if it is right: ')
    expect(again).toEqual(['reconcile', ...told.slice(0, 1), '-M', 'shop', ...told.slice(3), '--max-destroy', '5'])
    expect(await call(again)).toMatchObject({ code: 0 })
    expect(names()).toEqual(['a'])
    expect(dir).toBeDefined()
  })

  test('sees destroy --all through, too', async () => {
    const { homestak, names } = await lab(shop(...many))
    await homestak('reconcile', '-H', 'sim')
    const held = await homestak('destroy', '--all', '-H', 'sim', '--yes')
    expect(held.code).toBe(5)
    const again = pasted(held.out, 'if it is right: ')
    expect(again).toEqual(['destroy', '--all', '-H', 'sim', '--max-destroy', '6'])
    expect(await homestak(...again, '--yes')).toMatchObject({ code: 0 })
    expect(names()).toEqual([])
  })

  test('about images knows the site-config, too', async () => {
    const { homestak } = await lab(shop(node('a')))
    const { out } = await homestak('image', 'verify', 'nowhere', '-H', 'sim', '--site-config', '../site-config')
    expect(out).toContain('  homestak image fetch --site-config ../site-config nowhere\n')
  })

  test('by a run that stays means the same from anywhere', async () => {
    const dir = folder({
      ...siteFiles(),
      'site/manifests/one.yaml': manifest('one'),
      'site/manifests/two.yaml': manifest('two'),
    })
    const { io } = fakeProcess({ cwd: dir, env: { XDG_STATE_HOME: join(dir, 'xdg') } })
    const given = { siteConfig: 'site', host: 'hv', manifest: ['one'], color: false } as const
    // Who types it later agrees to what it says, and to nothing that was meant for the start alone.
    const options = { ...given, replace: ['web'], adopt: ['db'] }
    const desired = await desireOf(io, [], options)
    expect(commandText(typedAnywhere(io, options, desired).get('reconcile') ?? [])).toBe(
      `homestak reconcile ${dir}/site/manifests/one.yaml -M one -H hv --site-config ${dir}/site`,
    )
    const elsewhere = typedAnywhere(io, { ...options, state: 'kept' }, desired)
    expect(elsewhere.get('destroy')).toEqual(['destroy', '--site-config', `${dir}/site`, '--state', `${dir}/kept`])
  })
})
