/** The version of this build, from package.json. */
declare const __UI_VERSION__: string;
