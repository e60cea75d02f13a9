/** The schemas of site-config files, which the program compiles without a look at whether they are schemas. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import host from '../../../schemas/host.schema.json' with { type: 'json' }
import node from '../../../schemas/node.schema.json' with { type: 'json' }
import posture from '../../../schemas/posture.schema.json' with { type: 'json' }
import preset from '../../../schemas/preset.schema.json' with { type: 'json' }
import secrets from '../../../schemas/secrets.schema.json' with { type: 'json' }
import site from '../../../schemas/site.schema.json' with { type: 'json' }
import spec from '../../../schemas/spec.schema.json' with { type: 'json' }

const schemas = { host, node, posture, preset, secrets, site, spec }

describe('the schemas of a site-config', () => {
  test.each(Object.entries(schemas))('%s is a schema of the 2020-12 dialect', (_, schema) => {
    expect(new Ajv2020({ strict: true }).validateSchema(schema)).toBe(true)
  })

  test.each(Object.entries(schemas))('%s takes its own examples', (_, schema) => {
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema)
    expect(schema.examples.length).toBeGreaterThan(0)
    for (const example of schema.examples) expect(validate(example), JSON.stringify(validate.errors)).toBe(true)
  })
})
