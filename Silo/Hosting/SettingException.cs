namespace Downstream.Silo.Hosting;

/// <summary>A setting that cannot be used. The message is one line: the setting, its value and what is allowed.</summary>
public sealed class SettingException(string name, string value, string allowed) : Exception($"{name}={value} is not valid: {allowed}.");
