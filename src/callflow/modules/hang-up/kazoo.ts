import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { hangUp } from './hang-up.ts'

export const kazooHangUp = defineKazooAction({ definition: hangUp, module: 'hangup', fields: {} })
