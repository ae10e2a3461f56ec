using System.Xml.Linq;

namespace EcaTools.Build;

/// <summary>The repository on disk: where things are, and the version that all of it has.</summary>
/// <param name="Root">The folder of EcaTools.sln.</param>
internal sealed record Repository(string Root)
{
    /// <summary>The module's name, and so the name of its assembly, manifest and folder.</summary>
    public const string Module = "EcaTools";

    public string Solution => Path.Combine(Root, "EcaTools.sln");

    public string Out => Path.Combine(Root, "out");

    /// <summary>The help file of the module, written by the docs task and committed, so that a build needs no
    /// PlatyPS.</summary>
    public string HelpFile => Path.Combine(Root, "src", Module, "en-US", Module + ".dll-Help.xml");

    /// <summary>The versions of the .NET tools that the repository uses.</summary>
    public string ToolManifest => Path.Combine(Root, ".config", "dotnet-tools.json");

    public string HelpPages => Path.Combine(Root, "docs", "en-US");

    public string Guides => Path.Combine(Root, "docs", "guides");

    /// <summary>The program that writes some of the guides. It is run, not referenced: Module.Tests references this
    /// tool and hosts the module, so a second Core must not load there.</summary>
    public string GuideGenerator => Path.Combine(Root, "tools", "EcaTools.Guides");

    /// <summary>What the compiler leaves of the module: the assemblies and their XML documentation.</summary>
    public string ModuleBinaries => Path.Combine(Root, "src", Module, "bin", "Release", "net8.0");

    /// <summary>The folder that the module is staged to.</summary>
    public string StagedModule => Path.Combine(Out, Module, Version);

    /// <summary>The version in Directory.Build.props, which the manifest must repeat.</summary>
    public string Version =>
        XDocument.Load(Path.Combine(Root, "Directory.Build.props")).Descendants("VersionPrefix").Single().Value.Trim();

    /// <summary>The repository around a folder.</summary>
    /// <exception cref="BuildException">No folder above holds EcaTools.sln.</exception>
    public static Repository Around(string folder)
    {
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "EcaTools.sln")))
            {
                return new Repository(at.FullName);
            }
        }

        throw new BuildException(
            $"No EcaTools.sln in '{folder}' or any folder above it. Run this inside a clone of the repository."
        );
    }
}
