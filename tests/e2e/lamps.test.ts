import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Baresip } from '../harness/baresip.ts'
import { sync, thisComputer } from '../harness/target.ts'
import { until } from '../harness/until.ts'
import { toneWav } from '../harness/wav.ts'
import { describeWith } from '../tools.ts'
import { phoneOf, seatOf } from './phones.ts'
import { openScene, type Scene } from './scene.ts'

describeWith(['chromium', 'baresip'], 'Users and devices', ({ chromium, baresip }) => {
  let scene: Scene
  let alex: Baresip
  let blair: Baresip
  beforeAll(async () => {
    scene = await openScene(chromium, { sample: true })
    await until(
      'the engine runs',
      async () => (await scene.api.targets.status(thisComputer)).state === 'running',
      30_000,
    )
    await sync(scene.api)
    alex = await phoneOf(scene.api, '1001', { program: baresip, speaks: toneWav(440) })
    blair = await phoneOf(scene.api, '1002', { program: baresip, speaks: toneWav(1_000) })
  })
  afterAll(async () => {
    await alex?.stop()
    await blair?.stop()
    await scene?.close()
  })

  const rowOf = (name: RegExp) => scene.page.getByRole('grid').getByRole('row', { name })

  it('show who calls, rings, talks and is not to be disturbed, as it happens', async () => {
    const { editor, api } = scene
    await editor.goTo('Users')
    await rowOf(/^Blair/)
      .getByText('Enabled')
      .waitFor()
    await alex.dial('1002')
    await blair.waitFor('CALL_INCOMING')
    await rowOf(/^Blair/)
      .getByText('Ringing')
      .waitFor()
    await rowOf(/^Alex/).getByText('Calling').waitFor()
    await blair.command('accept')
    await rowOf(/^Blair/)
      .getByText('On a call')
      .waitFor()
    await editor.goTo('Devices')
    await rowOf(/^Alex.*desk phone/i)
      .getByText('On a call')
      .waitFor()
    await blair.hangUp()
    await rowOf(/^Alex.*desk phone/i)
      .getByText('Registered', { exact: true })
      .waitFor()
    const { userId } = await seatOf(api, '1002')
    await api.operate.state.write({ ...thisComputer, scope: 'user', id: userId, name: 'do-not-disturb', value: true })
    await editor.goTo('Users')
    await rowOf(/^Blair/)
      .getByText('Do not disturb')
      .waitFor()
    expect(scene.errors).toEqual([])
  })
})
