using DotNetEnv;
using Sprache;

namespace Downstream.Silo.Hosting;

/// <summary>The <c>.env</c> file in the working folder. What the environment says already wins over it.</summary>
internal static class EnvironmentFile
{
    private const string FileName = ".env";

    /// <exception cref="SettingException">The file cannot be read.</exception>
    public static void Load()
    {
        if (!File.Exists(FileName))
            return;

        try
        {
            Env.NoClobber().Load(FileName);
        }
        catch (Exception unreadable) when (unreadable is ParseException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new SettingException(FileName, "***", "lines of the form NAME=value are expected");
        }
    }
}
