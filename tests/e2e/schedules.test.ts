import { afterEach, expect, it } from 'vitest'
import { describeWith } from '../tools.ts'
import { openScene, type Scene } from './scene.ts'

describeWith(['chromium'], 'schedules in the app', ({ chromium }) => {
  const open: Scene[] = []
  afterEach(async () => {
    for (const each of open.splice(0)) await each.close()
  })

  async function scene(): Promise<Scene> {
    const made = await openScene(chromium, { engine: false, sample: true })
    open.push(made)
    return made
  }

  it('M56: given a time-of-day step with two rules, when it is selected, then a week shows which wins, and any moment which lost and why', async () => {
    const { page, editor, errors } = await scene()
    await editor.goTo('Callflows')
    await page.getByRole('link', { name: /^8000 Main line/ }).click()
    await editor.step('Time of day').click()
    const hours = editor.inspector('Time of day').getByRole('region', { name: 'Which hours win' })
    await hours.getByRole('img', { name: /^Mon 09:00–12:00 Open hours$/ }).waitFor()
    await hours.getByRole('img', { name: /^Mon 12:00–13:00 Covid hours$/ }).waitFor()
    await hours.getByRole('img', { name: /^Mon 13:00–17:00 Open hours$/ }).waitFor()
    await hours.getByRole('img', { name: /^Tue 09:00–17:00 Open hours$/ }).waitFor()

    await hours.getByLabel('Moment to explain').fill('2026-11-20T12:30')
    const verdicts = hours.getByRole('list', { name: 'Verdict of every rule' }).getByRole('listitem')
    await verdicts.filter({ hasText: 'Open hours · "Covid hours" has fewer days' }).waitFor()
    await verdicts.filter({ hasText: 'Covid hours · applies now' }).waitFor()
    await hours.getByText('Calls go by Covid hours; from 2026-11-20 13:00 on by Open hours.').waitFor()

    await hours.getByRole('button', { name: /^What applies on Tue / }).press('Enter')
    await verdicts.filter({ hasText: 'Open hours · applies now' }).waitFor()
    await verdicts.filter({ hasText: 'Covid hours · not on this day' }).waitFor()
    expect(errors).toEqual([])
  })

  it('M14: given a rule, when its page is open, then it says which callflows use it; all day is one press', async () => {
    const { page, editor, api, errors } = await scene()
    await editor.goTo('Schedules')
    await page.getByRole('row', { name: /^Covid hours/ }).click()
    await page.getByRole('link', { name: /8000 Main line/ }).waitFor()
    await page.getByRole('switch', { name: 'All day' }).click()
    await page.getByRole('row', { name: /^Covid hours.*Mon, Wed, Fri all day/ }).waitFor()
    await editor.saved()
    const { documents } = await api.design.documents()
    expect(documents.find(({ id }) => id === 'rule-covid-hours')).toMatchObject({ fromSec: 0, untilSec: 86_400 })
    expect(errors).toEqual([])
  })
})
