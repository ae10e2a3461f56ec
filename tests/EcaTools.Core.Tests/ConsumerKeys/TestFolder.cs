using System.Diagnostics;

namespace EcaTools.Core.Tests.ConsumerKeys;

/// <summary>A folder of its own, taken away at the end.</summary>
internal sealed class TestFolder : IDisposable
{
    // Without links in it, so that paths are as git tells them.
    public string Path { get; } = Directory.CreateTempSubdirectory("ecatools-keys-").FullName;

    public string Write(string name, byte[] content)
    {
        string path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public string Write(string name, string content) => Write(name, System.Text.Encoding.UTF8.GetBytes(content));

    public string Git(params string[] arguments)
    {
        ProcessStartInfo start = new(
            "git",
            [
                "-c",
                "user.name=Ada",
                "-c",
                "user.email=ada@example.com",
                "-c",
                "commit.gpgsign=false",
                "-c",
                "init.defaultBranch=main",
                .. arguments,
            ]
        )
        {
            WorkingDirectory = Path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using Process git = Process.Start(start)!;
        string output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0
            ? output.Trim()
            : throw new InvalidOperationException($"git {string.Join(' ', arguments)}");
    }

    public void Dispose()
    {
        foreach (string file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories))
        {
            // Git's objects are read-only.
            File.SetAttributes(file, FileAttributes.Normal);
        }

        Directory.Delete(Path, recursive: true);
    }
}
