// Holds Kubernetes manifests (YAML on the standard input) against the API's schemas, and their fields against its types:
// the schemas let fields pass that they do not know, the types do not. Prints every complaint, then the manifests as JSON.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { parseAllDocuments } from 'yaml';

const folder = dirname(fileURLToPath(import.meta.url));
const resources = parseAllDocuments(readFileSync(0, 'utf8')).map((document) => {
  if (document.errors.length > 0) throw document.errors[0];
  return document.toJS();
});

function moduleOf(apiVersion) {
  if (apiVersion.startsWith('monitoring.coreos.com/')) return `@kubernetes-models/prometheus-operator/${apiVersion}`;
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  return ['kubernetes-models', ...(group ? [group] : []), version].join('/');
}

const complaints = [];
const source = [];
for (const [i, resource] of resources.entries()) {
  const name = `${resource.kind} ${resource.metadata?.name}`;
  const from = moduleOf(resource.apiVersion);
  const Model = (await import(from))[resource.kind];
  if (!Model) {
    complaints.push(`${name}: ${resource.apiVersion} has no such kind`);
    continue;
  }

  try {
    new Model(resource).validate();
  } catch (refusal) {
    complaints.push(`${name}: ${refusal.message}`);
  }

  source.push(`import { I${resource.kind} as R${i} } from "${from}/${resource.kind}";`);
  source.push(`export const r${i}: R${i} = ${JSON.stringify(resource)};`);
}

const file = join(folder, 'manifests.ts');
const options = { strict: true, noEmit: true, skipLibCheck: true, types: [], module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler };
const host = ts.createCompilerHost(options);
const { fileExists, readFile, getSourceFile } = host;
host.fileExists = (path) => path === file || fileExists(path);
host.readFile = (path) => (path === file ? source.join('\n') : readFile(path));
host.getSourceFile = (path, target, ...rest) =>
  path === file ? ts.createSourceFile(path, source.join('\n'), target, true) : getSourceFile(path, target, ...rest);
for (const found of ts.getPreEmitDiagnostics(ts.createProgram([file], options, host)))
  complaints.push(ts.flattenDiagnosticMessageText(found.messageText, '\n'));

if (complaints.length > 0) {
  process.stderr.write(complaints.join('\n') + '\n');
  process.exit(1);
}
process.stdout.write(JSON.stringify(resources));
