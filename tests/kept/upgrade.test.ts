import { existsSync } from 'node:fs'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { type Behaviour, VersionedRoot } from '../harness/scripted-versions.ts'

const roots: VersionedRoot[] = []
afterEach(async () => {
  await Promise.all(roots.splice(0).map((root) => root.remove()))
})

const templates = new Map<string, VersionedRoot>()
afterAll(() => Promise.all([...templates.values()].map((root) => root.remove())))

/** 0.1.0 has answered; and where that is wanted 0.2.0 was installed since. */
function installed(next?: Behaviour): VersionedRoot {
  let template = templates.get(next ?? '')
  if (!template) {
    template = new VersionedRoot()
    templates.set(next ?? '', template)
    template.install('0.1.0', 'answers')
    template.settle('0.1.0')
    if (next) template.install('0.2.0', next)
  }
  const root = new VersionedRoot(template)
  roots.push(root)
  return root
}

/** The scripts are those of the Debian package: its tools are nowhere else. */
const isLinux = process.platform === 'linux'

/** Upgrades cut at one step after another, all at once, until one is not reached any more. */
async function cutEverywhere(
  start: () => VersionedRoot,
  cut: (root: VersionedRoot, at: number) => Promise<boolean> | boolean,
): Promise<VersionedRoot[]> {
  const whole = start()
  expect(await cut(whole, 0)).toBe(true)
  const steps = whole.stepsTaken
  expect(steps).toBeGreaterThan(5)
  return Promise.all(
    Array.from({ length: steps }, async (_, index) => {
      const root = start()
      expect(await cut(root, index + 1), `the power goes at step ${index + 1}`).toBe(false)
      await root.stop()
      return root
    }),
  )
}

describe.skipIf(!isLinux)('a version that was just installed', () => {
  it('for the first time has none to go back to and is started until it answers', async () => {
    const root = new VersionedRoot()
    roots.push(root)
    root.install('0.1.0', 'answers')
    await root.runUntilSettled()
    expect(root.answering).toBe('0.1.0')
    expect(root.lines('var/lib/callwright/upgrade/good')).toEqual(['0.1.0'])
  })

  it('is kept once it answers, with what there was', async () => {
    const root = installed()
    root.install('0.2.0', 'answers')
    await root.runUntilSettled()
    expect(root.answering).toBe('0.2.0')
    expect(root.lines('var/lib/callwright/engine.db')).toEqual(['2', 'row of 0.1.0', 'row of 0.2.0'])
    expect(existsSync(root.file('var/lib/callwright/upgrade/before-0.2.0'))).toBe(false)
  })

  it.each<Behaviour>(['silent', 'ends'])(
    'that %s gives way to the one before, with the database as that one left it',
    async (how) => {
      const root = installed()
      root.healthSeconds = 1
      root.install('0.2.0', how)
      await root.runUntilSettled()
      expect(root.answering).toBe('0.1.0')
      expect(root.lines('var/lib/callwright/engine.db')).toEqual(['1', 'row of 0.1.0', 'row of 0.1.0'])
      expect(root.said).toContain(
        how === 'ends' ? 'it ended 3 times before it answered' : 'it did not answer within 1 s',
      )
      await root.stop()
      // It stays that way until another is installed.
      await root.runUntilSettled()
      expect(root.answering).toBe('0.1.0')
      await root.stop()
      root.tryAgain()
      await root.runUntilSettled()
      expect(root.answering).toBe('0.1.0')
      expect(root.said.match(/on trial/g)?.length).toBe(how === 'ends' ? 6 : 2)
      await root.stop()
      root.healthSeconds = 20
      root.install('0.3.0', 'answers')
      await root.runUntilSettled()
      expect(root.answering).toBe('0.3.0')
      expect(root.lines('var/lib/callwright/engine.db')[0]).toBe('3')
    },
  )

  it('that left the database as it was costs nothing that was written meanwhile', async () => {
    const root = installed()
    root.healthSeconds = 1
    root.install('0.1.1', 'silent')
    await root.runUntilSettled()
    expect(root.answering).toBe('0.1.0')
    expect(root.lines('var/lib/callwright/engine.db')).toEqual(['1', 'row of 0.1.0', 'row of 0.1.1', 'row of 0.1.0'])
  })
})

describe.skipIf(!isLinux)('power that goes at any step', () => {
  it('of an upgrade that works leaves a machine that ends up with the new version and all rows', async () => {
    const cut = await cutEverywhere(
      () => installed('answers'),
      (root, at) => root.runUntilSettled(at),
    )
    await Promise.all(cut.map((root) => root.runUntilSettled()))
    for (const root of cut) {
      expect(root.answering).toBe('0.2.0')
      expect(root.lines('var/lib/callwright/engine.db').slice(0, 2)).toEqual(['2', 'row of 0.1.0'])
    }
  })

  it('of one whose version does not answer leaves one that ends up with the version before and its database', async () => {
    const cut = await cutEverywhere(
      () => installed('silent'),
      (root, at) => {
        root.healthSeconds = 1
        return root.runUntilSettled(at)
      },
    )
    await Promise.all(cut.map((root) => root.runUntilSettled()))
    for (const root of cut) {
      expect(root.answering).toBe('0.1.0')
      expect(root.lines('var/lib/callwright/engine.db').slice(0, 2)).toEqual(['1', 'row of 0.1.0'])
      expect(root.lines('var/lib/callwright/engine.db').join()).not.toContain('row of 0.2.0')
    }
  })

  it('of the installation leaves one that answers, and can be completed', async () => {
    const cut = await cutEverywhere(
      () => installed(),
      (root, at) => root.install('0.2.0', 'answers', at),
    )
    await Promise.all(
      cut.map(async (root) => {
        await root.runUntilSettled()
        expect(root.answering).toMatch(/^0\.[12]\.0$/)
        await root.stop()
        root.install('0.2.0', 'answers')
        await root.runUntilSettled()
        expect(root.answering).toBe('0.2.0')
      }),
    )
  })
})
