/** Whatever stands in the files of a site-config, it is read or told, never a crash, and every problem has a place. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { resolveSelection } from '../../../src/graph/resolve.ts'
import { load, loaded, siteTexts } from './fixtures.ts'

const from = { file: 'call', line: 1, column: 1 }

/** Keys that mean something, so that values land where they are looked at. */
const keys = fc.constantFrom(
  ...(
    'defaults id gateway dns_servers packages host ssh_user api_tokens ssh_keys passwords auth node api_endpoint ' +
    'api_token datastore cores memory ip image access posture users name sudo platform services config timezone ' +
    'schema_version ssh port fail2ban ssh_port sudo_nopasswd network interfaces vmbr0 address identity __proto__ ' +
    'constructor ca_file'
  ).split(' '),
)
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constantFrom(null, 1, 'dev', 'hv0', 'op@one', 'yes', '')),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(keys, tie('value'), { maxKeys: 6 }),
  ),
}))
const text = fc.oneof(
  { weight: 5, arbitrary: value.map((content) => stringify(content, { version: '1.1' })) },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom(...' \n\t-:{}[]&*!|>%@`#?,"\'a1') }) },
)
const files = ['site.yaml', 'secrets.yaml', 'nodes/hv0.yaml', 'hosts/bare.yaml', 'presets/vm-small.yaml'] as const
const more = ['postures/dev.yaml', 'specs/base.yaml', 'vms/presets/old.yaml'] as const

test('any content of any file is read or told', async () => {
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.constantFrom(...files, ...more), text, { minKeys: 1 }), async (texts) => {
      const { config, problems } = await load({ ...siteTexts, ...texts })
      const { host, machine, preset, posture, spec } = config
      host('hv0', from)
      machine('bare', from)
      preset('vm-small', from)
      posture('dev', from)
      spec('base', from)
      const resolved = resolveSelection({
        manifests: [loaded([{ spec: 'base' }])],
        site: 'lab',
        config,
        hostOf: () => ({ host: 'hv0', from: 'flag' }),
        origins: new Map(),
      })
      for (const { file, line, column, message } of [...problems, ...resolved.problems, ...config.dangling]) {
        expect(file).not.toBe('')
        expect(line).toBeGreaterThanOrEqual(1)
        expect(column).toBeGreaterThanOrEqual(1)
        expect(message).not.toBe('')
      }
    }),
    { numRuns: 600 },
  )
})
