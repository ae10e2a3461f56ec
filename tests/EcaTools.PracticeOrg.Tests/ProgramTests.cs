using System.Net;
using System.Text.Json;

namespace EcaTools.PracticeOrg.Tests;

public class ProgramTests
{
    [Theory]
    [InlineData("--nonsense", "1")]
    [InlineData("--port")]
    [InlineData("--port", "70000")]
    [InlineData("--port", "-1")]
    [InlineData("--seed", "enterprise")]
    [InlineData("--deploy-polls", "0")]
    [InlineData("--now")]
    [InlineData("--now", "soon")]
    [InlineData("--now", "1999-12-31")]
    [InlineData("--now", "2100-01-02")]
    public async Task A_wrong_command_line_is_said_and_ends_with_2(params string[] args)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        Assert.Equal(2, await PracticeProgram.RunAsync(args, TextReader.Null, output, error));
        Assert.Empty(output.ToString());
        Assert.Contains("Usage", error.ToString(), StringComparison.Ordinal);
        Assert.Contains(args[0], error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_prints_one_line_of_JSON_when_it_is_ready_and_stops_when_its_input_closes()
    {
        using GatedReader input = new();
        using SignallingWriter output = new();
        using StringWriter error = new();
        Task<int> run = PracticeProgram.RunAsync(["--port", "0", "--seed", "empty"], input, output, error);
        using JsonDocument line = JsonDocument.Parse(await output.FirstLine);
        Assert.Equal(
            ["url", "username", "password", "accessToken", "orgId"],
            line.RootElement.EnumerateObject().Select(p => p.Name)
        );
        using HttpClient http = new();
        Uri url = new(line.RootElement.GetProperty("url").GetString()! + "/services/data");
        using (HttpResponseMessage response = await http.GetAsync(url))
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.False(run.IsCompleted);
        input.Close();
        Assert.Equal(0, await run);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => http.GetAsync(url));
        Assert.Empty(error.ToString());
    }

    [Theory]
    [InlineData("2027-03-01", "2027-03-01T00:0")]
    [InlineData("2028-02-29T10:00:00+02:00", "2028-02-29T08:0")]
    public async Task An_org_starts_on_the_day_that_it_is_given(string now, string shown)
    {
        using GatedReader input = new();
        using SignallingWriter output = new();
        using StringWriter error = new();
        Task<int> run = PracticeProgram.RunAsync(["--seed", "empty", "--now", now], input, output, error);
        using JsonDocument line = JsonDocument.Parse(await output.FirstLine);
        using HttpClient http = new() { BaseAddress = new Uri(line.RootElement.GetProperty("url").GetString()!) };
        using HttpRequestMessage request = new(HttpMethod.Get, "/practice/clock");
        request.Headers.Authorization = new("Bearer", line.RootElement.GetProperty("accessToken").GetString());
        using HttpResponseMessage response = await http.SendAsync(request);
        Assert.StartsWith(
            shown,
            JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("now").GetString(),
            StringComparison.Ordinal
        );
        input.Close();
        Assert.Equal(0, await run);
    }

    [Fact]
    public async Task A_taken_port_is_said_and_ends_with_1()
    {
        await using PracticeOrgServer org = PracticeOrgServer.Start(new PracticeOrgOptions { Seed = "empty" });
        using StringWriter output = new();
        using StringWriter error = new();
        Assert.Equal(
            1,
            await PracticeProgram.RunAsync(
                ["--port", org.Url.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), "--seed", "empty"],
                TextReader.Null,
                output,
                error
            )
        );
        Assert.Contains("can't be used", error.ToString(), StringComparison.Ordinal);
    }

    private sealed class GatedReader : TextReader
    {
        private readonly TaskCompletionSource<string?> _closed = new(
            TaskCreationOptions.RunContinuationsAsynchronously
        );

        public override Task<string?> ReadLineAsync() => _closed.Task;

        public override void Close() => _closed.TrySetResult(null);
    }

    private sealed class SignallingWriter : StringWriter
    {
        private readonly TaskCompletionSource<string> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> FirstLine => _first.Task;

        public override async Task WriteLineAsync(string? value)
        {
            await base.WriteLineAsync(value);
            _first.TrySetResult(value ?? "");
        }
    }
}
