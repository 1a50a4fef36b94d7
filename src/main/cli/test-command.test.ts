import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CallTest, makeDocument } from '../../callflow/design/document.ts'
import { snapshotOf } from '../../callflow/design/snapshot.ts'
import { writeFiles } from '../../callflow/exchange/files/write.ts'
import { colleagues, company, drawFlow } from '../../callflow/rehearse/small-design.ts'
import { callwright } from './callwright.ts'

const flow = drawFlow({
  id: 'line',
  numbers: ['8000'],
  nodes: { 'device:alex': { deviceId: 'device-1001', timeoutSec: 20 }, 'voicemail:box': { mailboxId: 'mailbox-1001' } },
  wires: ['device:alex _ voicemail:box'],
})

const test = (name: string, fields: Partial<CallTest>) =>
  makeDocument('call-test', {
    id: name.replace(/[^A-Za-z0-9]/g, '-'),
    name,
    dialled: '8000',
    callerNumber: '+16045550177',
    ...fields,
  })

const answered = test('alex answers', {
  expects: [{ what: 'ends', reason: 'talked', sipStatus: null, mailboxId: null }],
})
const wrong = test('<never> & "rings" #1', {
  expects: [{ what: 'never-rings', deviceId: 'device-1001', number: '' }],
})

describe('callwright test', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'callwright-tests-of-'))
    write(answered, wrong)
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  /** As somebody has them in a checkout. */
  function write(...tests: CallTest[]): void {
    const design = snapshotOf([company(), ...colleagues, flow, ...tests])
    for (const { path, text } of writeFiles(design).files) {
      const file = join(folder, path.replaceAll('/', '-'))
      writeFileSync(file, text)
    }
  }
  const json = (...args: string[]) => JSON.parse(callwright(['test', folder, ...args, '--json']).output) as unknown

  it('rehearses every call test of a folder, and ends with 1 when one fails: what was wanted, what came, and the call', () => {
    const { output, exitCode } = callwright(['test', folder])
    expect(exitCode).toBe(1)
    expect(output).toMatchInlineSnapshot(`
      "FAILED  <never> & "rings" #1
              wanted: Alex Example: desk phone never rings
                 got: It rings.
                  0.0 line
                        shown as +16045550177
                 64.0   Device (Alex Example: desk phone · 20 s) -> end
      passed  alex answers
      1 of 2 call tests failed.
      "
    `)
  })

  it('ends with 0 when all of those asked for pass', () => {
    expect(callwright(['test', folder, '--filter', 'ANSWERS'])).toMatchObject({
      exitCode: 0,
      output: 'passed  alex answers\n1 call test passed.\n',
    })
  })

  it('ends with 1 when there is none: nothing was shown', () => {
    const { exitCode, notes } = callwright(['test', folder, '--filter', 'nothing'])
    expect([exitCode, notes]).toEqual([1, ['No call test has "nothing" in its name.']])
  })

  it('ends with 1 when a file cannot be read, whatever the others say', () => {
    writeFileSync(join(folder, 'broken.yaml'), 'kind: call-test\nid: x\n')
    const { exitCode, notes } = callwright(['test', folder, '--filter', 'answers'])
    expect(exitCode).toBe(1)
    expect(notes?.join('\n')).toContain('refused broken.yaml')
  })

  it('says of each callflow how much of it was walked', () => {
    expect(callwright(['test', folder, '--coverage']).output).toContain(
      '    1/2 steps     0/1 wires  line\n    1/8 steps     0/4 wires  in all\n',
    )
    write(test('unanswered', { otherPhones: 'no-answer' }))
    expect(json('--coverage')).toMatchObject({
      coverage: expect.arrayContaining([
        expect.objectContaining({ name: 'line', stepsReached: 2, wiresTaken: 1, missedSteps: [] }),
      ]),
    })
  })

  it('writes JUnit and TAP for those who read them, names made harmless', () => {
    const file = join(folder, 'junit.xml')
    const { output } = callwright(['test', folder, '--tap', '--junit', file])
    expect(output).toContain('TAP version 14\n1..2\nnot ok 1 - <never> & "rings" \\#1\n')
    expect(output).toContain('\nok 2 - alex answers\n')
    const xml = readFileSync(file, 'utf8')
    expect(xml).toContain('tests="2" failures="1"')
    expect(xml).toContain('<testcase name="&lt;never&gt; &amp; &quot;rings&quot; #1"')
    expect(xml).toMatch(/<failure message="Alex Example: desk phone never rings: It rings\.">wanted: /)
  })

  it('gives each test as text, with what failed', () => {
    expect(json('--filter', 'never')).toMatchObject({
      tests: [
        {
          passed: false,
          text: expect.stringContaining('expect never-rings "Alex Example: desk phone"'),
          failures: [{ expectation: 0 }],
        },
      ],
    })
  })

  it('runs again when a file changes, until it is told to stop', { timeout: 100_000 }, async () => {
    const watching = spawn(process.execPath, [join(import.meta.dirname, 'index.ts'), 'test', folder, '--watch'])
    let output = ''
    watching.stdout.on('data', (piece: Buffer) => (output += piece.toString()))
    await expect.poll(() => output, { timeout: 30_000 }).toContain('1 of 2 call tests failed.')
    write(answered, { ...wrong, expects: [] })
    await expect.poll(() => output, { timeout: 30_000 }).toContain('2 call tests passed.')
    watching.kill('SIGTERM')
    await expect.poll(() => watching.exitCode, { timeout: 30_000 }).toBe(0)
  })
})

describe('callwright explore', () => {
  it('tries every call, says what it found, and writes tests for what none takes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'callwright-explore-'))
    try {
      for (const { path, text } of writeFiles(snapshotOf([company(), ...colleagues, flow])).files)
        writeFileSync(join(folder, path.replaceAll('/', '-')), text)
      const { output, exitCode } = callwright(['explore', folder, '--tests'])
      expect(output).toMatch(
        /^The longest wait for a person or a mailbox is \d+ s\. .*\n\d+ calls were tried\.\n\ntest "/m,
      )
      expect(output.match(/^test "/gm)?.length).toBeGreaterThan(1)
      expect(exitCode).toBe(output.includes('left with nothing') ? 1 : 0)
      expect(JSON.parse(callwright(['explore', folder, '--limit', '2', '--json']).output)).toMatchObject({ tried: 2 })
      expect(callwright(['explore', folder, '--limit', 'many'])).toMatchObject({ exitCode: 2 })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
