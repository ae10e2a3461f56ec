using System.Collections.Immutable;

namespace EcaTools.Build.Help;

/// <summary>Keeps docs/en-US in step with the compiled module.</summary>
internal static class HelpDocuments
{
    /// <summary>Rewrites what the module decides on each page, and makes the pages of new cmdlets.</summary>
    /// <returns>The files that changed.</returns>
    /// <exception cref="BuildException">A page lacks its prose, or belongs to no cmdlet.</exception>
    public static ImmutableArray<string> Update(Repository repository, DateOnly today)
    {
        ImmutableArray<CmdletDefinition> cmdlets = CmdletReader.Read(repository.ModuleBinaries);
        ImmutableArray<HelpPage> pages = HelpPage.ReadAll(repository.HelpPages);
        Directory.CreateDirectory(repository.HelpPages);
        List<string> changed = [];
        List<string> troubles = [.. pages.Where(page => !cmdlets.Any(cmdlet => cmdlet.Name == page.Name)).Select(page => $"{page.Name}.md belongs to no cmdlet. Remove or rename it.")];
        foreach (CmdletDefinition cmdlet in cmdlets)
        {
            HelpPage? page = pages.FirstOrDefault(page => page.Name == cmdlet.Name);
            string[] stale =
            [
                .. page?.Inputs.Where(input => input.Value.Length > 0 && !HelpPageWriter.InputsOf(cmdlet).Contains(input.Key, StringComparer.Ordinal)).Select(input => input.Key) ?? [],
                .. page?.Outputs.Where(output => output.Value.Length > 0 && !cmdlet.Written.Any(written => written.TypeName == output.Key)).Select(output => output.Key) ?? [],
            ];
            if (stale is not [])
            {
                // The text would be lost with the type's heading, so a person moves or removes it.
                troubles.Add($"{cmdlet.Name}.md describes {string.Join(", ", stale)}, which the cmdlet neither takes nor writes. The page was left alone.");
                continue;
            }

            string file = Path.Combine(repository.HelpPages, cmdlet.Name + ".md");
            string markdown = HelpPageWriter.Write(cmdlet, page, today);
            if (!File.Exists(file) || File.ReadAllText(file) != markdown)
            {
                File.WriteAllText(file, markdown);
                changed.Add(file);
            }

            troubles.AddRange(HelpPage.Parse(markdown).Missing.Select(missing => $"{cmdlet.Name}.md lacks {missing}."));
            troubles.AddRange(cmdlet.Parameters.Where(parameter => parameter.Summary.Length == 0).Select(parameter => $"{cmdlet.ClassName}.{parameter.Name} has no summary, so -{parameter.Name} has no help."));
        }

        return troubles is [] ? [.. changed] : throw new BuildException($"The help in '{repository.HelpPages}' is not whole:\n{string.Join('\n', troubles)}");
    }
}
