// Generates types from an OpenAPI document, compiles client-use.ts against them and prints what the compiler says.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';

const folder = dirname(fileURLToPath(import.meta.url));
const use = join(folder, 'client-use.ts');
const generated = join(folder, 'generated.ts');
const document = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const types = astToString(await openapiTS(document));

const options = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUnusedLocals: true,
  noEmit: true,
  types: [],
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
};

// The generated file is only in memory: several processes may check at once.
const host = ts.createCompilerHost(options);
const { fileExists, readFile, getSourceFile } = host;
host.fileExists = (path) => path === generated || fileExists(path);
host.readFile = (path) => (path === generated ? types : readFile(path));
host.getSourceFile = (path, target, ...rest) =>
  path === generated ? ts.createSourceFile(path, types, target, true) : getSourceFile(path, target, ...rest);

const found = ts.getPreEmitDiagnostics(ts.createProgram([use], options, host));
process.stdout.write(ts.formatDiagnostics(found, { getCanonicalFileName: (name) => name, getCurrentDirectory: () => folder, getNewLine: () => '\n' }));
process.exitCode = found.length === 0 ? 0 : 1;
