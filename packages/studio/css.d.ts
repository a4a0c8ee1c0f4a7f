// Style sheets are imported for their effect; the bundler collects them into main.css.
declare module '*.css'
