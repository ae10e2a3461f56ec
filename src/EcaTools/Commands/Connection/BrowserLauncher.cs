using System.ComponentModel;
using System.Diagnostics;

namespace EcaTools.Commands.Connection;

/// <summary>Opens a page in the user's browser, where there is one.</summary>
internal static class BrowserLauncher
{
    // Set by the build services of Azure DevOps, GitHub, GitLab, Jenkins and others.
    private static readonly string[] BuildServices = ["CI", "TF_BUILD", "GITHUB_ACTIONS", "JENKINS_URL"];

    /// <summary>Whether nobody looks at this machine: in a build, or on Linux without a display.</summary>
    private static bool IsUnattended =>
        Array.Exists(BuildServices, name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)))
        || (
            OperatingSystem.IsLinux()
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DISPLAY"))
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("WAYLAND_DISPLAY"))
        );

    /// <summary>Opens the page; false where there is no browser.</summary>
    public static bool TryOpen(Uri url)
    {
        if (IsUnattended)
        {
            return false;
        }

        ProcessStartInfo start = OperatingSystem.IsWindows()
            ? new(url.AbsoluteUri) { UseShellExecute = true }
            : new(OperatingSystem.IsMacOS() ? "open" : "xdg-open", [url.AbsoluteUri])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
        try
        {
            using Process? process = Process.Start(start);
            return true;
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            return false;
        }
    }
}
