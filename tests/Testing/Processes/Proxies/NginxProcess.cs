using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Downstream.Testing.Processes.Proxies;

/// <summary>nginx with <c>compose/nginx</c>, plain and encrypted. Its image fills in the templates as is done here.</summary>
public sealed class NginxProcess : ProxyProcess
{
    /// <summary>Whom its certificate, which it has signed itself, is for.</summary>
    public const string Subject = "CN=localhost";

    /// <summary>The address whose word it takes for a client's.</summary>
    public const string TrustedHop = "127.0.0.9";

    public NginxProcess(IReadOnlyList<Uri> gateways)
        : base("nginx", gateways)
    {
        Values["TRUSTED_HOP"] = TrustedHop;
        Values["HTTPS_PORT"] = $"{TlsPort}";
        Values["TLS_CERTIFICATE"] = Path.Combine(Folder, "certificate.pem");
        Values["TLS_KEY"] = Path.Combine(Folder, "key.pem");
    }

    public int TlsPort { get; } = FreePort.Next();

    public Uri TlsAddress => new($"https://127.0.0.1:{TlsPort}");

    protected override ProcessStartInfo Command()
    {
        WriteCertificate();
        var configuration = Path.Combine(Folder, "nginx.conf");

        // Another nginx of this machine may have the files in /tmp.
        File.WriteAllText(configuration, File.ReadAllText(Shipped("nginx", "nginx.conf")).Replace("/tmp/", Folder + "/", StringComparison.Ordinal));
        Directory.CreateDirectory(Path.Combine(Folder, "conf"));
        Directory.CreateDirectory(Path.Combine(Folder, "conf.d"));
        foreach (var path in Directory.EnumerateFiles(Shipped("nginx", "conf")))
            File.Copy(path, Path.Combine(Folder, "conf", Path.GetFileName(path)), overwrite: true);

        foreach (var path in Directory.EnumerateFiles(Shipped("nginx", "templates"), "*.template"))
            File.WriteAllText(Path.Combine(Folder, "conf.d", Path.GetFileNameWithoutExtension(path)), Filled(File.ReadAllText(path)));

        return Command("-e", "stderr", "-p", Folder, "-c", configuration, "-g", "daemon off;");
    }

    private string Filled(string template) =>
        Values.Aggregate(template, (text, value) => text.Replace($"${{{value.Key}}}", value.Value, StringComparison.Ordinal));

    private void WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest(Subject, key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(Values["TLS_CERTIFICATE"], certificate.ExportCertificatePem());
        File.WriteAllText(Values["TLS_KEY"], key.ExportPkcs8PrivateKeyPem());
    }
}
