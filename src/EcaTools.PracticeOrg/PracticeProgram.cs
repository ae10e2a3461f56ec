using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using EcaTools.PracticeOrg.World;
using EcaTools.PracticeOrg.World.Seeds;

namespace EcaTools.PracticeOrg;

/// <summary>The command line: starts an org, says where it is, and runs until it is asked to stop.</summary>
internal static class PracticeProgram
{
    public static async Task<int> RunAsync(string[] args, TextReader input, TextWriter output, TextWriter error)
    {
        if (Read(args, out string? problem) is not { } options)
        {
            await error
                .WriteLineAsync(
                    $"{problem} Usage: [--port <0 to 65535>] [--seed demo|empty|enterprise:<1 to 10000>] [--from <folder of metadata>] [--now <day or time, UTC>] [--deploy-polls <1 to 1000>] [--mcp-discovery <{string.Join('|', Enum.GetNames<McpDiscovery>())}>]"
                )
                .ConfigureAwait(false);
            return 2;
        }

        try
        {
            PracticeOrgServer org = PracticeOrgServer.Start(options);
            await using (org.ConfigureAwait(false))
            {
                JsonObject line = new()
                {
                    ["url"] = org.Url.GetLeftPart(UriPartial.Authority),
                    ["username"] = org.Username,
                    ["password"] = org.Password,
                    ["accessToken"] = org.AccessToken,
                    ["orgId"] = org.OrgId,
                };
                await output.WriteLineAsync(line.ToJsonString()).ConfigureAwait(false);
                await output.FlushAsync().ConfigureAwait(false);
                await StopAsked(input).ConfigureAwait(false);
            }

            return 0;
        }
        catch (SocketException e)
        {
            await error.WriteLineAsync($"Port {options.Port} can't be used: {e.Message}").ConfigureAwait(false);
            return 1;
        }
        catch (Exception e) when (e is InvalidDataException or DirectoryNotFoundException)
        {
            await error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return 1;
        }
    }

    private static PracticeOrgOptions? Read(string[] args, out string? problem)
    {
        PracticeOrgOptions options = new();
        problem = null;
        for (int i = 0; i < args.Length; i += 2)
        {
            string? value = i + 1 < args.Length ? args[i + 1] : null;
            switch (args[i])
            {
                case "--port"
                    when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int port)
                        && port <= 65535:
                    options = options with { Port = port };
                    break;
                case "--seed"
                    when value is "demo" or "empty"
                        || value?.StartsWith("enterprise:", StringComparison.Ordinal) == true
                            && SeedSource.Open(value) is not null:
                    options = options with { Seed = value };
                    break;
                case "--from" when value is { Length: > 0 }:
                    options = options with { Seed = SeedSource.FolderPrefix + value };
                    break;
                case "--deploy-polls"
                    when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int polls)
                        && polls is >= 1 and <= 1000:
                    options = options with { DeployPolls = polls };
                    break;
                case "--mcp-discovery"
                    when Enum.TryParse(value, out McpDiscovery discovery) && Enum.GetName(discovery) == value:
                    options = options with { McpDiscovery = discovery };
                    break;
                case "--now" when Moment(value) is { } now:
                    options = options with { Now = now };
                    break;
                case "--port" or "--seed" or "--from" or "--now" or "--deploy-polls" or "--mcp-discovery":
                    problem = $"'{value}' is not a valid value for {args[i]}.";
                    return null;
                default:
                    problem = $"'{args[i]}' is not a valid option.";
                    return null;
            }
        }

        return options;
    }

    /// <summary>A day, or a time; UTC unless it names an offset. Null for any other text.</summary>
    private static DateTimeOffset? Moment(string? text) =>
        DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out DateTimeOffset moment
        )
        && moment >= PracticeOrgOptions.EarliestNow
        && moment <= PracticeOrgOptions.LatestNow
            ? moment
            : null;

    private static async Task StopAsked(TextReader input)
    {
        TaskCompletionSource stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
        void OnSignal(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.TrySetResult();
        }

        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        Task closed = Task.Run(async () =>
        {
            while (await input.ReadLineAsync().ConfigureAwait(false) is not null) { }
        });
        await Task.WhenAny(stop.Task, closed).ConfigureAwait(false);
    }
}
