import { expect, it } from 'vitest'
import type { Finding } from '../../../callflow/check/check-design.ts'
import { groupsOf } from './finding-groups.ts'

const finding = (severity: Finding['severity'], message: string, documentId = 'a'): Finding => ({
  code: 'dead-end',
  severity,
  message,
  documentId,
})
const findings = [
  finding('info', 'No internal number'),
  finding('error', 'Refers to a user that does not exist'),
  finding('warning', 'Nothing follows', 'b'),
]
const names: Readonly<Record<string, string>> = { a: 'Main office', b: 'Night' }
const nameOf = (id: string) => names[id] ?? ''

it('groups findings by severity, the worst first', () => {
  expect(groupsOf(findings, '', nameOf).map(({ severity }) => severity)).toEqual(['error', 'warning', 'info'])
})

it('leaves out groups without findings', () => {
  expect(groupsOf(findings.slice(0, 1), '', nameOf).map(({ title }) => title)).toEqual(['Worth knowing'])
})

it('finds by words of the message and by the name of the document', () => {
  expect(groupsOf(findings, 'night nothing', nameOf).flatMap((group) => group.findings)).toEqual([findings[2]])
  expect(groupsOf(findings, 'night user', nameOf)).toEqual([])
})
