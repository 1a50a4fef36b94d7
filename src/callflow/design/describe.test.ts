import { describe, expect, it } from 'vitest'
import { describeFields } from './describe.ts'
import { documentSchemas } from './document.ts'
import { documentKinds } from './kind.ts'

const field = (kind: keyof typeof documentSchemas, name: string) =>
  describeFields(documentSchemas[kind]).find((each) => each.name === name)

describe('field descriptors for forms', () => {
  it('carry label, unit, limits and default of a number', () => {
    expect(field('menu', 'timeoutSec')).toEqual({
      name: 'timeoutSec',
      label: 'Wait for the first key',
      unit: 's',
      control: 'seconds',
      type: 'number',
      min: 1,
      max: 60,
      default: 10,
      nullable: false,
      required: false,
      advanced: false,
      secret: false,
    })
    expect(field('menu', 'maxDigits')).toMatchObject({ type: 'integer', min: 1, max: 20, advanced: true })
  })

  it('carry the words of a choice', () => {
    expect(field('queue', 'strategy')).toMatchObject({
      control: 'choice',
      options: [
        { value: 'round-robin', label: 'Round robin' },
        { value: 'most-idle', label: 'Longest idle' },
      ],
    })
    expect(field('schedule-rule', 'weekdays')).toMatchObject({ control: 'weekdays', type: 'array' })
    expect(field('schedule-rule', 'weekdays')?.options).toHaveLength(7)
    expect(field('schedule-rule', 'month')).toMatchObject({ control: 'choice', nullable: true, type: 'integer' })
    expect(field('device', 'codecs')).toMatchObject({ control: 'ordered-choices' })
  })

  it('say what a reference may name', () => {
    expect(field('mailbox', 'ownerId')).toMatchObject({ control: 'reference', refersTo: ['user'], nullable: true })
  })

  it('flatten nested objects under a section', () => {
    expect(field('user', 'callerIds.external.number')).toMatchObject({
      label: 'Caller number',
      section: 'Caller ID · External calls',
      maxLength: 35,
    })
  })

  it('describe the items of a list of objects', () => {
    expect(field('group', 'members')?.itemFields?.map((item) => item.name)).toEqual(['id', 'weight'])
  })

  it('mark secrets and required texts', () => {
    expect(field('device', 'sipPassword')).toMatchObject({ secret: true, control: 'secret', required: false })
    expect(field('device', 'name')).toMatchObject({ required: true })
    expect(field('phone-number', 'number')).toMatchObject({ required: true, pattern: '^\\+[1-9][0-9]{3,14}$' })
    expect(field('user', 'extension')).toMatchObject({ required: false, type: 'string' })
  })

  it.each(documentKinds)('are plain JSON for %s', (kind) => {
    const fields = describeFields(documentSchemas[kind])
    expect(JSON.parse(JSON.stringify(fields))).toEqual(fields)
    expect(fields.map((each) => each.name)).toContain('name')
    expect(fields.map((each) => each.name)).not.toContain('id')
  })
})
