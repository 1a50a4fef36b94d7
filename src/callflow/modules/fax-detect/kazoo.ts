import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { number } from '../../exchange/kazoo/fields.ts'
import { faxDetect } from './fax-detect.ts'

export const kazooFaxDetect = defineKazooAction({
  definition: faxDetect,
  module: 'fax_detect',
  fields: { listenSec: number('duration') },
  branches: { words: { fax: 'ON_FAX', voice: 'ON_VOICE' } },
})
