/** The badge of steps that the engine cannot perform on live calls. */
export const notLiveYet = 'Not on live calls yet'
