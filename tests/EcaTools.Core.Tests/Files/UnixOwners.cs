using System.Diagnostics;
using Xunit;

namespace EcaTools.Core.Tests.Files;

/// <summary>Owners of files, by the programs that administrators use. Only root may give files away.</summary>
internal static class UnixOwners
{
    public const string Service = "65534:65533";

    public static void SkipUnlessRoot()
    {
        bool isRoot = !OperatingSystem.IsWindows() && Run("id", "-u") == "0";
        Assert.SkipUnless(isRoot, "Only root may give files to others.");
    }

    /// <summary>User, group and mode, as <c>65534:65533 640</c>.</summary>
    public static string Of(string path) => Run("stat", "-c", "%u:%g %a", path);

    /// <summary>Gives a file to another user and group.</summary>
    public static void Give(string path, string mode)
    {
        Run("chown", Service, path);
        SetMode(path, mode);
    }

    /// <summary>The mode, as <c>640</c>.</summary>
    public static string ModeOf(string path) => Run("stat", "-c", "%a", path);

    /// <summary>Sets the mode.</summary>
    public static void SetMode(string path, string mode) => Run("chmod", mode, path);

    private static string Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
