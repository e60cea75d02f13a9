/** Guests that real OpenTofu makes and changes for homestak, on a simulated host. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { manifest } from '../processes.ts'
import { hasTofu, tofuLab } from './tofu-lab.ts'

const web = (rest = '') => ({ 'shop.yaml': manifest('shop', { web: `provisioner: tofu${rest}` }) })
const ready = { code: 0, out: expect.stringMatching(/^1 ready in /m) }
const unchanged = { code: 0, out: '1 unchanged\n' }

describe.skipIf(!hasTofu)('OpenTofu', () => {
  test('makes a guest as the API does: the same configuration, and nothing left to do', async () => {
    const nodes = (more: string) => ({
      web: `${more}disks: [{ name: data, size: 5 }], tags: [blue], nics: [{ bridge: vmbr0, vlan: 7 }]`,
    })
    const one = await tofuLab({ 'shop.yaml': manifest('shop', nodes('provisioner: tofu, ')) })
    expect(await one.run('reconcile')).toMatchObject(ready)
    expect(await one.run('diff', '--exit-code')).toMatchObject(unchanged)
    writeFileSync(join(one.cwd, 'manifests/shop.yaml'), manifest('shop', nodes('')))
    expect(await one.run('diff', '--exit-code')).toMatchObject(unchanged)
  })
})
