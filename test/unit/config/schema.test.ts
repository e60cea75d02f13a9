/** The schemas of site-config files, which the program compiles without a look at whether they are schemas. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import node from '../../../schemas/node.schema.json' with { type: 'json' }
import preset from '../../../schemas/preset.schema.json' with { type: 'json' }
import site from '../../../schemas/site.schema.json' with { type: 'json' }

describe('the schemas of a site-config', () => {
  test.each(Object.entries({ node, preset, site }))('%s is a schema of the 2020-12 dialect', (_, schema) => {
    expect(new Ajv2020({ strict: true }).validateSchema(schema)).toBe(true)
  })
})
