import { expect, it } from 'vitest'
import { z } from 'zod'
import { callsOutSteps, mailboxSteps } from '../check/outside-walk.ts'
import { ringingSteps } from '../check/forwards.ts'
import { type ModuleDefinition, mainSettingOf } from '../define-module.ts'
import { modules } from './registry.ts'

const typesOf = (definitions: readonly ModuleDefinition[]) => definitions.map(({ type }) => type)
const settingsOf = ({ settings }: ModuleDefinition) => (settings instanceof z.ZodObject ? settings.shape : {})

it('every main setting is one of the module', () => {
  for (const module of modules.filter((each) => each.mainSetting !== undefined)) {
    expect(Object.keys(settingsOf(module))).toContain(mainSettingOf(module, module.settings.parse({})))
  }
})

it('a step without its main setting takes no time, where it says what time it takes', () => {
  for (const module of modules.filter((each) => each.mainSetting !== undefined && 'time' in each)) {
    expect([module.type, module.time?.(module.settings.parse({}))]).toEqual([module.type, { kind: 'instant' }])
  }
})

it('what rings people for closed groups also says which of their phones count', () => {
  expect(typesOf(modules.filter((each) => 'rings' in each && !each.ringing))).toEqual([])
})

it('ways out come with the freest first, ringing with those that are rung directly, mailboxes with those for strangers', () => {
  expect(typesOf(callsOutSteps)).toEqual([
    'disa',
    'office-anywhere-portal',
    'pivot',
    'account-carrier',
    'global-carrier',
  ])
  expect(typesOf(ringingSteps)).toEqual(['user', 'device', 'ring-group', 'queue'])
  expect(typesOf(mailboxSteps)).toEqual(['voicemail', 'direct-to-voicemail', 'check-voicemail'])
})
