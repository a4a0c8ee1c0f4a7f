// Knobs, faders, canvas timelines, keyboard focus.
export { dragValue, sliderKey } from './drag.ts'
export { dbOfTravel, Fader, travelOfDb } from './fader.tsx'
export { color, fitCanvas, forgetColors, onFrame } from './frame.ts'
export { Knob } from './knob.tsx'
export { MeterState } from './meter.ts'
export { DevicePanel } from './panel.tsx'
export { Viewport } from './viewport.ts'
export { currentLanguage, ENGLISH, type Language, named, setLanguage, t, type Values, word } from './words.ts'
