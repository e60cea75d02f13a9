/** Rule 1, for a manifest file that changes its directory. */
import { describe, expect, test } from 'vitest'
import { createLab } from '../../lab.ts'
import { manifest, owned, vm } from './scene.ts'

const shop = manifest('shop', [vm('db'), vm('web')])
const blog = manifest('blog', [vm('app'), vm('cache')])

describe('a manifest whose file moves to another directory', () => {
  test('is left alone by the next run of the directory it came from', async () => {
    const lab = await createLab({ '/one/shop.yaml': shop, '/one/blog.yaml': blog })
    await lab.reconcile({ path: '/one' })
    lab.files.delete('/one/blog.yaml')
    lab.files.set('/two/blog.yaml', blog)
    await lab.reconcile({ path: '/two' })
    const before = lab.simulator.world.writes()
    expect(await lab.reconcile({ path: '/one' })).toMatchObject({ exitCode: 0 })
    expect(lab.simulator.world.writes()).toBe(before)
    expect(owned(lab.simulator)).toHaveLength(4)
    lab.files.set('/two/blog.yaml', manifest('blog', [vm('app')]))
    await lab.reconcile({ path: '/two' })
    expect(owned(lab.simulator)).toEqual(['blog/app@sim', 'shop/db@sim', 'shop/web@sim'])
  })

  test('a file that was run by itself is still pruned by its directory once it is removed', async () => {
    const lab = await createLab({ '/one/shop.yaml': shop, '/one/blog.yaml': blog })
    await lab.reconcile({ path: '/one' })
    await lab.reconcile({ path: '/one/blog.yaml' })
    lab.files.delete('/one/blog.yaml')
    await lab.reconcile({ path: '/one', maxDestroy: 2 })
    expect(owned(lab.simulator)).toEqual(['shop/db@sim', 'shop/web@sim'])
  })
})
